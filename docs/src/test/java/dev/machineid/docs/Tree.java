package dev.machineid.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that the tests run in; tests of a module run in the module's directory. */
final class Tree {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path REFERENCE = ROOT.resolve("docs/reference");

    private Tree() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Every Markdown file at the root and below docs, and each directory's README, by its path below the root. */
    static List<Path> manual(Path root) {
        try (Stream<Path> top = Files.list(root);
                Stream<Path> readmes =
                        Files.list(root).map(file -> file.resolve("README.md")).filter(Files::exists);
                Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(Stream.concat(top, readmes), docs)
                    .distinct()
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(root::relativize)
                    .filter(file -> !file.startsWith("docs/target"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
