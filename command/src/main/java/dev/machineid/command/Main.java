package dev.machineid.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the program in this process. */
public final class Main {
    private Main() {}

    /** Runs the verb and ends the process with its exit code. */
    public static void main(String[] arguments) {
        end(new Program(Console.ofProcess(), surroundings()).run(List.of(arguments)));
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
