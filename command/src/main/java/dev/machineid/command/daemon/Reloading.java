package dev.machineid.command.daemon;

import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Tells others of new credentials, within bounds: a command that hangs is ended, what it says is cut. */
public final class Reloading {
    private static final int SHOWN = 300;
    private static final int KEPT = 2000;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

    /** The shell's own {@code kill}, because small systems have no program of that name. */
    private static final List<String> KILL = List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh");

    private final Reload reload;
    private final Path directory;
    private final Map<String, String> variables;

    /** @param variables the environment of the command, beside {@code MACHINE_ID_DIR} */
    public Reloading(Reload reload, Path directory, Map<String, String> variables) {
        this.reload = reload;
        this.directory = directory;
        this.variables = Map.copyOf(variables);
    }

    /** Tells them; gives in words what failed. */
    Optional<String> run() {
        List<String> failures = new ArrayList<>();
        if (!reload.command().isEmpty()) {
            run(reload.command(), "the reload command").ifPresent(failures::add);
        }
        reload.pidFile().flatMap(this::signal).ifPresent(failures::add);
        return failures.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failures));
    }

    private Optional<String> signal(Path file) {
        String number;
        try (InputStream in = Files.newInputStream(file)) {
            number = new String(in.readNBytes(SHOWN), StandardCharsets.US_ASCII).strip();
        } catch (IOException missing) {
            return Optional.of("the pid file " + file + " cannot be read");
        }
        if (!NUMBER.matcher(number).matches() || number.equals("1")) {
            return Optional.of("the pid file " + file + " holds no process's number");
        }
        List<String> command = new ArrayList<>(KILL);
        command.addAll(List.of(reload.signal(), number));
        return run(command, "the signal " + reload.signal() + " to the process " + number);
    }

    private Optional<String> run(List<String> command, String what) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.environment().put("MACHINE_ID_DIR", directory.toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException refused) {
            return Optional.of(what + " could not be started");
        }
        Said said = new Said(process.getInputStream());
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // It reads nothing then.
        }
        try {
            if (!process.waitFor(reload.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(
                        what + " did not end within " + reload.timeout().toSeconds() + "s and was ended");
            }
            int code = process.exitValue();
            return code == 0 ? Optional.empty() : Optional.of(what + " ended with " + code + said.words());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of(what + " was ended with the daemon");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads all of it, so that the command never waits for us, and keeps the beginning. */
    private static final class Said {
        private static final long LAST_WORDS_MILLIS = 1000;

        private final StringBuilder text = new StringBuilder();
        private final Thread thread;

        Said(InputStream in) {
            thread = new Thread(() -> read(in), "machine-id-reload");
            thread.setDaemon(true);
            thread.start();
        }

        private void read(InputStream in) {
            byte[] buffer = new byte[1024];
            try (in) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    add(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
            } catch (IOException ended) {
                // Nobody is there to say more.
            }
        }

        private synchronized void add(String more) {
            if (text.length() < KEPT) {
                text.append(more);
            }
        }

        private synchronized String text() {
            return text.toString();
        }

        /** What it said at its end may still be on its way; what it left running may hold the pipe for ever. */
        String words() throws InterruptedException {
            thread.join(LAST_WORDS_MILLIS);
            String line = SafeText.line(text().strip(), SHOWN);
            return line.isEmpty() ? "" : ": " + line;
        }
    }
}
