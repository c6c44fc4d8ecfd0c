package dev.machineid.core.platform;

import dev.machineid.core.platform.Proof.SecretProof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.request.SecretSource;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;

/** Join method {@code token}: a shared secret from a variable or a file, never from the command line. */
final class SecretToken implements ProofProvider {
    @Override
    public JoinMethod method() {
        return JoinMethod.TOKEN;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        // There the secret registers a key pair, and is none of this method's.
        return options.secret().isPresent() && options.method() != JoinMethod.BOUND_KEYPAIR;
    }

    @Override
    public String looksFor() {
        return "option secret-env or secret-file";
    }

    @Override
    public Proof obtain(ProofContext context) {
        SecretSource source = context.options()
                .secret()
                .orElseThrow(() -> missing(
                        "nothing says where the secret of join method token is", "add secret-env or secret-file"));
        String text = source instanceof SecretSource.Variable variable
                ? fromVariable(variable.name(), context)
                : fromFile(((SecretSource.File) source).path(), context);
        String secret = withoutLineEnd(text);
        if (secret.isBlank()) {
            throw missing("the join secret is empty", "check what secret-env or secret-file names");
        }
        return new SecretProof(Secret.of(secret));
    }

    private static String fromVariable(String name, ProofContext context) {
        return context.variables()
                .get(name)
                .orElseThrow(() -> missing(
                        "the variable " + name + " of secret-env is not set",
                        "set it to the join secret, or correct secret-env"));
    }

    private static String fromFile(Path path, ProofContext context) {
        String shown = SafeText.quote(path.toString());
        try {
            String text = BoundedFile.text(path);
            if (BoundedFile.readableByOthers(path)) {
                context.warnings()
                        .accept("secret-file: other users of this machine can read " + shown + "; chmod 600 it");
            }
            return text;
        } catch (IOException unreadable) {
            throw missing(
                    "the file " + shown + " of secret-file cannot be used: " + BoundedFile.reason(unreadable),
                    "check the path and that this user may read it");
        }
    }

    private static String withoutLineEnd(String text) {
        String cut = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return cut.endsWith("\r") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static ProofException missing(String what, String advice) {
        return new ProofException(ErrorCode.JOIN_SECRET_MISSING, what, advice);
    }
}
