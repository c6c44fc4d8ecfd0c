package dev.machineid.command;

import dev.machineid.core.Preload;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts the program in this process. */
public final class Main {
    private static final Set<String> CONNECTING =
            Set.of("login", "exec", "daemon", "ssh-proxy", "ssh-multiplexer", "serve", "tunnel");

    private static final String GROUPS = "jdk.tls.namedGroups";

    private Main() {}

    /** Runs the verb and ends the process with its exit code. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && CONNECTING.contains(arguments[0])) {
            // One key share instead of two in each handshake, of the curve every TLS 1.3 server must know (RFC 8446,
            // 9.1).
            if (System.getProperty(GROUPS) == null) {
                System.setProperty(GROUPS, "secp256r1,secp384r1,secp521r1");
            }
            Preload.begin();
        }
        end(new Program(Console.ofProcess(), surroundings()).run(List.of(arguments)));
    }

    /** What makes the first connection come sooner; before anything of TLS is used. */
    static void prepare() {
        // One key share instead of two in each handshake, of the curve every TLS 1.3 server must know (RFC 8446, 9.1).
        if (System.getProperty(GROUPS) == null) {
            System.setProperty(GROUPS, "secp256r1,secp384r1,secp521r1");
        }
        Preload.begin();
    }

    /** Ends the process. */
    static void end(int code) {
        System.exit(code);
    }

    /** What this process tells about itself. */
    static Surroundings surroundings() {
        Map<String, String> variables = System.getenv();
        return new Surroundings(
                variables,
                Path.of("").toAbsolutePath(),
                System.getProperty("java.io.tmpdir", ""),
                System.getProperty("user.name", ""),
                Clock.systemUTC(),
                time -> Thread.sleep(time.toMillis()),
                Launcher.find(
                        System.getProperty(Launcher.PROPERTY, ""),
                        code(),
                        Path.of(System.getProperty("java.home", "")),
                        variables),
                Runtime.getRuntime()::halt);
    }

    private static Optional<Path> code() {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            URI location = source.getLocation().toURI();
            return Optional.of(Path.of(location));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException notAFile) {
            return Optional.empty();
        }
    }
}
