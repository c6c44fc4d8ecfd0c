package dev.machineid.gitlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, at most two minutes long, with exactly this environment. */
record Command(Path directory, Map<String, String> environment) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    Command {
        environment = Map.copyOf(environment);
    }

    /** What it ended with, and what it said on both streams. */
    record Result(int exit, String output) {
        /** Fails the test, with what was said, unless it went well. */
        Result orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + output);
            }
            return this;
        }
    }

    Result run(String... line) {
        return run(List.of(line));
    }

    Result run(List<String> line) {
        try {
            Path output = Files.createTempFile("command", ".out");
            try {
                Process process = start(line, output);
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    stop(process);
                    throw new AssertionError(line.get(0) + " did not end: " + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(line.get(0) + " did not start", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** Starts it, with both streams into a file. */
    Process start(List<String> line, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
