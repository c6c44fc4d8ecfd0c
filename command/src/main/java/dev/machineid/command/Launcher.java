package dev.machineid.command;

import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How this program is started again later, by the ProxyCommand of an ssh_config.
 *
 * @param argv absolute path of the program with its first arguments; empty if there is no way
 * @param why why there is none; empty otherwise
 */
record Launcher(List<String> argv, String why) {
    /** The system property that names another launcher, such as a runtime bundle's. */
    static final String PROPERTY = "machineid.launcher";

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s");

    /** A short life is most of all starting up: one small collector, no second compiler, the class archive. */
    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    /** Java warns from this release on when Protocol Buffers reads memory, unless told that it may. */
    private static final int WARNS_OF_UNSAFE = 23;

    Launcher {
        argv = List.copyOf(argv);
    }

    /**
     * Finds it.
     *
     * @param named the value of {@link #PROPERTY}, or empty
     * @param code where the running classes come from, or empty where nobody can tell
     */
    static Launcher find(String named, Optional<Path> code, Path javaHome, Map<String, String> variables) {
        if (!named.isEmpty()) {
            return named(named);
        }
        if (code.isEmpty() || !Files.isRegularFile(code.get())) {
            return none("this program does not run from its jar");
        }
        Path jar = real(code.get());
        Optional<Path> workspace = Workspace.of(variables, false).roots().stream()
                .map(Launcher::real)
                .filter(jar::startsWith)
                .findFirst();
        if (workspace.isPresent()) {
            return none("the jar of this program lies in the workspace " + workspace.get()
                    + ", which a later step may not have");
        }
        List<String> argv = new java.util.ArrayList<>();
        argv.add(javaHome.resolve("bin").resolve("java").toString());
        argv.addAll(flags(Runtime.version().feature()));
        argv.add("-jar");
        argv.add(jar.toString());
        return new Launcher(argv, "");
    }

    /** What Java of that feature release is started with. */
    static List<String> flags(int release) {
        return release < WARNS_OF_UNSAFE
                ? QUICK
                : Stream.concat(QUICK.stream(), Stream.of("--sun-misc-unsafe-memory-access=allow"))
                        .toList();
    }

    private static Launcher named(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute() || WHITE_SPACE.matcher(text).find() || !Files.isExecutable(path)) {
            return none("the system property " + PROPERTY
                    + " does not hold the absolute path of a program, without white space");
        }
        return new Launcher(List.of(text), "");
    }

    private static Launcher none(String why) {
        return new Launcher(List.of(), why);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            return path.toAbsolutePath().normalize();
        }
    }
}
