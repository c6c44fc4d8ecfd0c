package dev.machineid.spacelift;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a run has besides its workspace, until it pauses or ends: a home, a temporary directory, exported variables. */
final class Container {
    private static final long LONGEST_SECONDS = 120;

    private final Path root;

    Container(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(home());
        Files.createDirectories(temporary());
    }

    Path home() {
        return root.resolve("home");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    /** Where the shell of a phase leaves its exported variables for the next one. */
    Path exports() {
        return root.resolve("exports");
    }

    /** Starts a shell, with nothing in its environment but this. */
    Process start(List<String> command, Path directory, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("HOME", home().toString());
        builder.environment().put("TMPDIR", temporary().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static Outcome finish(Process process) throws IOException, InterruptedException {
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the phase does not end: " + log);
        }
        return new Outcome(process.exitValue(), log);
    }

    /** What is left of the credentials: every file but the program's own cache and the simulator's. */
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(exports()) && !file.startsWith(home().resolve(".cache/machine-id")))
                    .toList();
        }
    }

    /** The end of the container: all of it goes. */
    void remove() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
