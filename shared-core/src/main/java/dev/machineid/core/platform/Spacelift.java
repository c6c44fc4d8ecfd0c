package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Spacelift: a run of a paid account finds its id token in a variable and in a file. */
final class Spacelift implements ProofProvider {
    static final Path FILE = Path.of("/mnt/workspace/spacelift.oidc");

    private static final String VARIABLE = "SPACELIFT_OIDC_TOKEN";

    private final Path file;

    Spacelift(Path file) {
        this.file = file;
    }

    @Override
    public JoinMethod method() {
        return JoinMethod.SPACELIFT;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return variables.has(VARIABLE) || Files.isRegularFile(file);
    }

    @Override
    public String looksFor() {
        return "variable " + VARIABLE + " or file " + file;
    }

    @Override
    public Proof obtain(ProofContext context) {
        Optional<String> named = context.options().oidc().map(source -> ProvidedToken.text(source, context));
        String token = named.or(() -> context.variables().get(VARIABLE)).orElseGet(this::fromFile);
        return IdTokens.proof(method(), token, context);
    }

    private String fromFile() {
        if (!Files.isRegularFile(file)) {
            throw ProvidedToken.missing(
                    "Spacelift gave this run no id token: neither the variable " + VARIABLE + " nor the file " + file
                            + " is there",
                    "id tokens need a paid Spacelift account; where a container of your own runs the login, add to its"
                            + " docker run: -e " + VARIABLE);
        }
        return ProvidedToken.file(file);
    }
}
