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

/** Modes 0700 and 0600. */
final class PosixProtection implements Protection {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final int STICKY = 01000;

    @Override
    public FileAttribute<?>[] newDirectory() {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(DIRECTORY)};
    }

    @Override
    public FileAttribute<?>[] newFile() {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)};
    }

    @Override
    public void close(Path path) throws IOException {
        Set<PosixFilePermission> wanted = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? DIRECTORY : FILE;
        if (!permissions(path).equals(wanted)) {
            Files.setPosixFilePermissions(path, wanted);
        }
    }

    @Override
    public String openness(Path path) throws IOException {
        Set<PosixFilePermission> others = EnumSet.copyOf(permissions(path));
        others.removeAll(DIRECTORY);
        return others.isEmpty() ? "" : "mode " + PosixFilePermissions.toString(permissions(path));
    }

    @Override
    public boolean writableByOthers(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = permissions(directory);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    @Override
    public boolean lawless(Path directory) throws IOException {
        if (!permissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
            return false;
        }
        Object mode = Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return !(mode instanceof Integer bits) || (bits & STICKY) == 0;
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        return permissions;
    }
}
