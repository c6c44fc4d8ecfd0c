package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.OidcSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Gets a token from the place that {@code oidc-env}, {@code oidc-file} or {@code oidc-command} names. */
final class ProvidedToken {
    /** How long a program may take. */
    static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

    private ProvidedToken() {}

    /** The text of the token, not blank. */
    static String text(OidcSource source, ProofContext context) {
        if (source instanceof OidcSource.Variable variable) {
            return variable(variable.name(), context);
        }
        if (source instanceof OidcSource.File file) {
            return file(file.path());
        }
        return command((OidcSource.Command) source, context.commands());
    }

    /** The text of a token file, not blank. */
    static String file(Path path) {
        try {
            return notBlank(
                    BoundedFile.text(path),
                    "the file " + SafeText.quote(path.toString()) + " is empty",
                    "check oidc-file");
        } catch (IOException unreadable) {
            throw missing(
                    "the id token's file " + SafeText.quote(path.toString()) + " cannot be used: "
                            + BoundedFile.reason(unreadable),
                    "check the path and that this user may read it");
        }
    }

    static ProofException missing(String what, String advice) {
        return new ProofException(ErrorCode.PLATFORM_TOKEN_MISSING, what, advice);
    }

    private static String variable(String name, ProofContext context) {
        return context.variables()
                .get(name)
                .orElseThrow(() -> missing(
                        "the variable " + name + " of oidc-env is not set",
                        "set it to the id token, or correct oidc-env"));
    }

    private static String command(OidcSource.Command command, CommandRunner runner) {
        CommandRunner.Output output = runner.run(command.argv(), COMMAND_LIMIT);
        String program = SafeText.quote(command.argv().get(0));
        if (output.exitCode() != 0) {
            throw new ProofException(
                    ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                    "the program " + program + " of oidc-command ended with exit code " + output.exitCode(),
                    "run it in the job by itself to see its messages");
        }
        return notBlank(
                output.standardOutput().reveal(),
                "the program " + program + " printed no id token",
                "check oidc-command");
    }

    private static String notBlank(String text, String what, String advice) {
        if (text.isBlank()) {
            throw missing(what, advice);
        }
        return text;
    }
}
