package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.UUID;

/** How a file system keeps others out: POSIX modes, or access control lists on Windows. */
interface Protection {
    /** How files begin that exist only to see who owns them. */
    String PROBE = ".probe-";

    /** What creates a directory that is private from its first moment; empty where that is not possible. */
    FileAttribute<?>[] newDirectory();

    /** The same for a file. */
    FileAttribute<?>[] newFile();

    /** Closes what was just created, where the umask or an inherited list made it differ. */
    void close(Path path) throws IOException;

    /** What others may do with the file or directory, in words; empty where they may do nothing. */
    String openness(Path path) throws IOException;

    /** Whether others may put entries into the directory or take them away. */
    boolean writableByOthers(Path directory) throws IOException;

    /** Whether anybody may rename entries of the directory that are not theirs. */
    boolean lawless(Path directory) throws IOException;

    /** The protection that the existing path's file system offers. */
    static Protection of(Path existing) {
        try {
            FileStore store = Files.getFileStore(existing);
            boolean posix = store.supportsFileAttributeView(PosixFileAttributeView.class)
                    || existing.getFileSystem().supportedFileAttributeViews().contains("posix");
            return posix ? new PosixProtection() : new AclProtection();
        } catch (IOException e) {
            throw Unsafe.write(existing, e);
        }
    }

    /**
     * Whether this process' user owns the directory, found out by creating a file in it: there is no other way that
     * works in every container, with users that have no name.
     */
    default boolean ownedByUs(Path directory) throws IOException {
        Path probe = directory.resolve(PROBE + UUID.randomUUID());
        Files.newByteChannel(
                        probe,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                        newFile())
                .close();
        try {
            UserPrincipal us = Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
            return us.equals(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS));
        } finally {
            Files.delete(probe);
        }
    }
}
