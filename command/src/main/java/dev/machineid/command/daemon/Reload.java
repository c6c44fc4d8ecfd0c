package dev.machineid.command.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is told that there are new credentials: a command, the process of a pid file, or both.
 *
 * @param command started without a shell; empty for none
 * @param pidFile holds the number of the process that gets the signal
 * @param signal its name without SIG
 * @param timeout after which a command is ended
 */
public record Reload(List<String> command, Optional<Path> pidFile, String signal, Duration timeout) {
    public Reload {
        command = List.copyOf(command);
    }
}
