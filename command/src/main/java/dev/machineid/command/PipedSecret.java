package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A secret that comes by standard input, at most 64 KiB: neither a command line nor a process's environment, which others
 * may look at, ever holds it.
 */
final class PipedSecret {
    private static final int LARGEST = 64 * 1024;

    private PipedSecret() {}

    /** The surroundings with the variable that {@code --stdin-env} names, if it is given. */
    static Surroundings added(Arguments arguments, Surroundings surroundings, Console console, Redactor redactor) {
        Optional<String> name = arguments.one("stdin-env");
        if (name.isEmpty()) {
            return surroundings;
        }
        if (!name.get().matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "--stdin-env " + SafeText.quote(name.get()) + " is not the name of a variable",
                    "write a name such as ID_TOKEN, and the same in --oidc-env or --secret-env");
        }
        String value = read(console);
        redactor.hide(Secret.of(value));
        return surroundings.with(name.get(), value);
    }

    private static String read(Console console) {
        byte[] bytes = {};
        try {
            // Buffered, because a file's own stream asks a pipe for its position.
            bytes = new BufferedInputStream(console.in()).readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unusable("it is larger than 64 KiB", null);
            }
            return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException broken) {
            throw unusable("it cannot be read", broken);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static InvalidRequestException unusable(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new InvalidRequestException(
                ErrorCode.INVALID_VALUE,
                "standard input, which --stdin-env asks for, cannot be used: " + why,
                List.of(),
                "pipe the secret into the program and nothing else",
                cause);
    }
}
