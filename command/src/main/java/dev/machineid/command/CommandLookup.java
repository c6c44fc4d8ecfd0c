package dev.machineid.command;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds out whether a command can be started, as a shell would, before a login is made for it. */
final class CommandLookup {
    private CommandLookup() {}

    /** Throws {@link CommandUnavailable} where it surely cannot. */
    static void require(String command, Map<String, String> variables, Path workingDirectory) {
        if (File.separatorChar == '\\') {
            return; // Windows completes names in ways of its own; starting it will tell
        }
        List<Path> candidates = candidates(command, variables, workingDirectory);
        if (candidates.stream().noneMatch(Files::exists)) {
            throw CommandUnavailable.notFound(command);
        }
        if (candidates.stream().noneMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file))) {
            throw CommandUnavailable.notExecutable(command, null);
        }
    }

    private static List<Path> candidates(String command, Map<String, String> variables, Path workingDirectory) {
        try {
            if (command.isEmpty()) {
                return List.of();
            }
            if (command.indexOf('/') >= 0) {
                return List.of(workingDirectory.resolve(command));
            }
            String path = variables.getOrDefault("PATH", "/bin:/usr/bin");
            return Stream.of(path.split(":", -1))
                    .map(directory -> workingDirectory.resolve(directory).resolve(command))
                    .toList();
        } catch (InvalidPathException noPath) {
            return List.of();
        }
    }
}
