package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A pod: the projected token of its service account lies in a file. */
final class Kubernetes implements ProofProvider {
    static final Path FILE = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private static final String PATH_VARIABLE = "KUBERNETES_TOKEN_PATH";
    private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

    private final Path file;

    Kubernetes(Path file) {
        this.file = file;
    }

    @Override
    public JoinMethod method() {
        return JoinMethod.KUBERNETES;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        boolean expected = variables.has(PATH_VARIABLE) || variables.has(IN_CLUSTER);
        return expected && path(variables).filter(Files::isRegularFile).isPresent();
    }

    @Override
    public String looksFor() {
        return "variable " + PATH_VARIABLE + ", or " + IN_CLUSTER + " with file " + file;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        return IdTokens.proof(
                method(),
                named.orElseGet(() ->
                        fromFile(context.variables(), context.knownClusterName().orElse("CLUSTER"))),
                context);
    }

    private String fromFile(JobVariables variables, String cluster) {
        Path path = path(variables)
                .orElseThrow(() -> ProvidedToken.missing(
                        "the variable " + PATH_VARIABLE + " is not a path", "set it to the projected token's file"));
        if (!Files.isRegularFile(path)) {
            throw ProvidedToken.missing(
                    "this pod has no service account token: the file " + path + " is not there",
                    "add a projected volume to the pod, with { serviceAccountToken: { path: token, audience: "
                            + cluster + ", expirationSeconds: 600 } } among its sources (the audience is the"
                            + " cluster's name), and set " + PATH_VARIABLE + " to its file");
        }
        return ProvidedToken.file(path);
    }

    private Optional<Path> path(JobVariables variables) {
        try {
            return Optional.of(
                    variables.get(PATH_VARIABLE).map(file::resolveSibling).orElse(file));
        } catch (InvalidPathException unusable) {
            return Optional.empty();
        }
    }
}
