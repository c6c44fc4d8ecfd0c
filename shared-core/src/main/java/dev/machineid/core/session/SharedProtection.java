package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** New things are as private as anywhere; what has been opened to readers of a group since may stay so. */
final class SharedProtection implements Protection {
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rwxr-x---");

    private final Protection own;

    SharedProtection(Protection own) {
        this.own = own;
    }

    @Override
    public FileAttribute<?>[] newDirectory() {
        return own.newDirectory();
    }

    @Override
    public FileAttribute<?>[] newFile() {
        return own.newFile();
    }

    @Override
    public void close(Path path) throws IOException {
        own.close(path);
    }

    @Override
    public String openness(Path path) throws IOException {
        if (!(own instanceof PosixProtection)) {
            return own.openness(path);
        }
        Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        return READABLE.containsAll(others) ? "" : own.openness(path);
    }

    @Override
    public boolean writableByOthers(Path directory) throws IOException {
        return own.writableByOthers(directory);
    }

    @Override
    public boolean lawless(Path directory) throws IOException {
        return own.lawless(directory);
    }
}
