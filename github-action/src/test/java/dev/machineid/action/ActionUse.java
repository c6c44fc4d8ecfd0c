package dev.machineid.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What uses of the action have in common. */
abstract class ActionUse extends JobCheck {
    static String mode(Path path) {
        try {
            return Files.isSymbolicLink(path)
                    ? "rwx------"
                    : java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
