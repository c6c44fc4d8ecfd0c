package dev.machineid.core.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Reads small files that hold a token or a secret. */
final class BoundedFile {
    private BoundedFile() {}

    /** The text of a regular file; fails above 64 KiB. */
    static String text(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(Files.exists(path) ? "it is not a regular file" : "it does not exist");
        }
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(Claims.LARGEST + 1);
            if (bytes.length > Claims.LARGEST) {
                throw new IOException("it is larger than 64 KiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Whether group or others may read the file; false where the file system has no such rights. */
    static boolean readableByOthers(Path path) throws IOException {
        Optional<PosixFileAttributeView> view =
                Optional.ofNullable(Files.getFileAttributeView(path, PosixFileAttributeView.class));
        if (view.isEmpty()) {
            return false;
        }
        Set<PosixFilePermission> rights = view.get().readAttributes().permissions();
        return rights.contains(PosixFilePermission.GROUP_READ) || rights.contains(PosixFilePermission.OTHERS_READ);
    }

    /** Why a file could not be read, in words of our own where there are any. */
    static String reason(IOException failure) {
        String message = failure.getMessage();
        return failure.getClass() == IOException.class && message != null ? message : "it cannot be read";
    }
}
