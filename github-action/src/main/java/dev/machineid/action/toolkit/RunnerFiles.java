package dev.machineid.action.toolkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The five files by which a step speaks to the runner; no other file is touched through here. */
final class RunnerFiles {
    private static final List<String> VARIABLES =
            List.of("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_PATH", "GITHUB_STEP_SUMMARY");

    private final StepVariables variables;

    RunnerFiles(StepVariables variables) {
        this.variables = variables;
    }

    boolean exists(String file) {
        return named(file).filter(Files::exists).isPresent();
    }

    boolean usable(String file) {
        return named(file)
                .filter(path -> Files.isReadable(path) && Files.isWritable(path))
                .isPresent();
    }

    boolean append(String file, String text) {
        return write(file, text, StandardOpenOption.APPEND);
    }

    boolean replace(String file, String text) {
        return write(file, text, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** False where it cannot be written, or is none of the five. */
    private boolean write(String file, String text, StandardOpenOption how) {
        Optional<Path> path = named(file);
        if (path.isEmpty()) {
            return false;
        }
        try {
            Files.write(path.get(), Utf8.bytes(text), StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private Optional<Path> named(String file) {
        boolean ours = VARIABLES.stream().map(variables::get).anyMatch(file::equals);
        try {
            return ours && !file.isEmpty() ? Optional.of(Path.of(file)) : Optional.empty();
        } catch (InvalidPathException odd) {
            return Optional.empty();
        }
    }
}
