package dev.machineid.gitlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout; tests of a module run in the module's directory. */
final class Tree {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path COMPONENT = ROOT.resolve("gitlab-component");

    private Tree() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Every regular file below a directory, but for those below its directories of these names. */
    static List<Path> files(Path directory, String... without) {
        List<Path> excluded = Stream.of(without).map(directory::resolve).toList();
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .filter(file -> excluded.stream().noneMatch(file::startsWith))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A file that the tests need, or a failure that says how to get it. */
    static Path needed(String path, String advice) {
        Path file = ROOT.resolve(path);
        if (!Files.exists(file)) {
            throw new AssertionError(path + " is missing; " + advice);
        }
        return file;
    }
}
