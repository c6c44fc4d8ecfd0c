package dev.machineid.core.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of the system's own programs, such as {@code ssh-keygen}, and gives what it printed. */
public record Tool(int exitCode, String output) {
    public static Tool run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end: " + command);
            }
            return new Tool(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static Tool run(String... command) {
        return run(List.of(command));
    }

    /** For an assumption: false where the program is not installed. */
    public static boolean exists(String program) {
        try {
            new ProcessBuilder(program, "-V").redirectErrorStream(true).start().destroy();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
