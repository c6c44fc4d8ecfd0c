package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removes a directory with everything in it; a link is removed itself, what it points to stays. */
final class Removal extends SimpleFileVisitor<Path> {
    private final @Nullable Path last;
    private int files;

    private Removal(@Nullable Path last) {
        this.last = last;
    }

    /** Gives the number of files and links removed. */
    static int tree(Path directory) throws IOException {
        return run(directory, new Removal(null));
    }

    /** The same, with one file kept to the end, so that a broken-off removal can be taken up again. */
    static int tree(Path directory, Path last) throws IOException {
        return run(directory, new Removal(last));
    }

    private static int run(Path directory, Removal removal) throws IOException {
        Files.walkFileTree(directory, removal); // does not follow links
        return removal.files;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (!file.equals(last) && Files.deleteIfExists(file)) {
            files++;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) { // somebody else removes the same tree
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        if (failure != null && !(failure instanceof NoSuchFileException)) {
            throw failure;
        }
        if (last != null && directory.equals(last.getParent()) && Files.deleteIfExists(last)) {
            files++;
        }
        Files.deleteIfExists(directory);
        return FileVisitResult.CONTINUE;
    }
}
