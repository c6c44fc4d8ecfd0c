package dev.machineid.command.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells systemd how the daemon fares, by the program {@code systemd-notify}: the socket is one of datagrams, which Java does
 * not have for UNIX sockets. The unit needs {@code NotifyAccess=all} therefore. Does nothing where nobody asks.
 */
final class ServiceManager {
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String WATCHDOG = "WATCHDOG_USEC";
    private static final String PROGRAM = "systemd-notify";
    private static final int PATIENCE_SECONDS = 10;

    private final Map<String, String> variables;
    private final Optional<String> program;

    ServiceManager(Map<String, String> variables) {
        this.variables = variables;
        this.program = Optional.ofNullable(variables.get(SOCKET))
                .filter(socket -> !socket.isBlank())
                .flatMap(socket -> find(variables.getOrDefault("PATH", "/usr/bin:/bin")));
    }

    private static Optional<String> find(String path) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, PROGRAM))) {
                return Optional.of(Path.of(folder, PROGRAM).toString());
            }
        }
        return Optional.empty();
    }

    /** Whether somebody asks and nothing can answer. */
    boolean mute() {
        return program.isEmpty() && !variables.getOrDefault(SOCKET, "").isBlank();
    }

    /** How often it wants to hear that the daemon lives: half of what it waits; empty where it does not. */
    Optional<Duration> watchdog() {
        String micros = variables.getOrDefault(WATCHDOG, "");
        return program.isPresent() && micros.matches("[1-9][0-9]{3,15}")
                ? Optional.of(Duration.ofNanos(Long.parseLong(micros) / 2 * 1000))
                : Optional.empty();
    }

    /** Sends assignments such as {@code READY=1}; what fails is not worth stopping for. */
    void tell(String... assignments) {
        if (program.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(program.get()));
        command.addAll(List.of(assignments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put(SOCKET, variables.getOrDefault(SOCKET, ""));
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException refused) {
            // The journal tells what this would have.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
