package dev.machineid.core.session;

import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A directory that only our user can look into, and files in it that only our user can read.
 *
 * <p>Nothing is assumed: after every creation the mode is read back, because a file system may ignore it. Files appear
 * whole or not at all.
 */
public final class PrivateDirectory {
    /** How files begin that are still being written. */
    static final String UNFINISHED = ".new-";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final Path path;
    private final Protection protection;

    private PrivateDirectory(Path path, Protection protection) {
        this.path = path;
        this.protection = protection;
    }

    /**
     * Creates the directory (and missing parents), or takes an existing one that is private already.
     *
     * @param directory absolute; its last component must not be a link
     */
    public static PrivateDirectory create(Path directory, Workspace workspace) {
        return create(directory, workspace, Protection::of);
    }

    /** The same for a directory that others may look into: it stays so, and what is made in it is private all the same. */
    static PrivateDirectory readable(Path directory, Workspace workspace) {
        return create(directory, workspace, parent -> new SharedProtection(Protection.of(parent)));
    }

    private static PrivateDirectory create(Path directory, Workspace workspace, Function<Path, Protection> protecting) {
        if (!directory.isAbsolute()) {
            throw Unsafe.directory(directory, "a relative path", "an absolute path");
        }
        Path wanted = directory.normalize();
        Path parent = wanted.getParent();
        if (parent == null) {
            throw Unsafe.directory(directory, "the root of the file system", "a directory of its own");
        }
        if (Files.isSymbolicLink(wanted)) {
            throw Unsafe.link(wanted);
        }
        if (!workspace.allowed()) {
            workspace.holding(wanted).ifPresent(root -> {
                throw Unsafe.workspace(wanted, root);
            });
        }
        try {
            makeParents(parent);
            Path real = parent.toRealPath().resolve(wanted.getFileName());
            refuseLawlessAncestors(real);
            return make(real, protecting.apply(parent));
        } catch (IOException e) {
            throw Unsafe.write(wanted, e);
        }
    }

    /** The real, absolute path. */
    public Path path() {
        return path;
    }

    /** A private directory in this one; made if it is missing. */
    public PrivateDirectory directory(String name) {
        try {
            return make(path.resolve(checked(name)), protection);
        } catch (IOException e) {
            throw Unsafe.write(path.resolve(name), e);
        }
    }

    /** What makes a new file in this one as private as the others. */
    FileAttribute<?>[] newFile() {
        return protection.newFile();
    }

    /** A new private directory in this one; false where the name is taken. */
    boolean createNew(String name) {
        Path child = path.resolve(checked(name));
        try {
            Files.createDirectory(child, protection.newDirectory());
            protection.close(child);
            verify(child, protection);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw Unsafe.write(child, e);
        }
    }

    /**
     * Writes a file that replaces an older one in one step.
     *
     * @param name a name, or a path of names with slashes between
     */
    public Path write(String name, Secret content) {
        byte[] bytes = content.revealBytes();
        try {
            return write(name, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Writes a file whose content is public; it is as private as the others. */
    public Path write(String name, byte[] content) {
        return write(name, content, false);
    }

    private Path write(String name, byte[] content, boolean durably) {
        int slash = name.indexOf('/');
        if (slash >= 0) {
            return directory(name.substring(0, slash)).write(name.substring(slash + 1), content, durably);
        }
        Path target = path.resolve(checked(name));
        if (Files.isSymbolicLink(target)) {
            throw Unsafe.link(target);
        }
        Path temporary = path.resolve(UNFINISHED + UUID.randomUUID());
        try {
            writeNew(temporary, content, durably);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw Unsafe.write(target, e);
        } finally {
            discard(temporary);
        }
    }

    /**
     * The same for what must survive a crash of the machine: when this returns, the new content is on the disk; before,
     * it is the old.
     */
    public Path writeDurably(String name, Secret content) {
        Path written;
        byte[] bytes = content.revealBytes();
        try {
            written = write(name, bytes, true);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        try (FileChannel entries = FileChannel.open(path, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException notPossible) {
            // Windows cannot open a directory, and writes its entries through by itself.
        }
        return written;
    }

    private void writeNew(Path file, byte[] content, boolean durably) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                protection.newFile())) {
            protection.close(file);
            String openness = protection.openness(file);
            if (!openness.isEmpty()) {
                throw Unsafe.directory(path, "a new file gets " + openness, "a file system that keeps mode 0600");
            }
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            if (durably && channel instanceof FileChannel onDisk) {
                onDisk.force(true);
            }
        }
    }

    /** Removes what a killed process was just writing here; only for whoever knows to be alone. */
    public void removeFragments() {
        try (DirectoryStream<Path> fragments = Files.newDirectoryStream(
                path, entry -> entry.getFileName().toString().startsWith(UNFINISHED))) {
            for (Path fragment : fragments) {
                discard(fragment);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Nothing is read from them; the next one tries again.
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The failure that brought us here is the one to tell; removal of the directory takes this file too.
        }
    }

    private static void makeParents(Path parent) throws IOException {
        if (Files.isDirectory(parent)) {
            return;
        }
        Path above = parent.getParent();
        if (above == null) {
            throw new IOException("there is no directory to start from");
        }
        makeParents(above);
        try {
            Protection protection = Protection.of(above);
            Files.createDirectory(parent, protection.newDirectory());
            protection.close(parent);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(parent)) { // another process may have been faster, but with a directory
                throw e;
            }
        }
    }

    private static void refuseLawlessAncestors(Path directory) throws IOException {
        for (Path above = directory.getParent(); above != null; above = above.getParent()) {
            if (Protection.of(above).lawless(above)) {
                throw Unsafe.directory(
                        directory, above + " lets every user rename what lies in it", "a parent with the sticky bit");
            }
        }
    }

    private static PrivateDirectory make(Path directory, Protection protection) throws IOException {
        try {
            Files.createDirectory(directory, protection.newDirectory());
            protection.close(directory);
        } catch (FileAlreadyExistsException e) {
            // an existing one is as good, once it passes the checks
        }
        verify(directory, protection);
        return new PrivateDirectory(directory, protection);
    }

    private static void verify(Path directory, Protection protection) throws IOException {
        if (Files.isSymbolicLink(directory)) {
            throw Unsafe.link(directory);
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw Unsafe.directory(directory, "a file", "a directory");
        }
        String openness = protection.openness(directory);
        if (!openness.isEmpty()) {
            throw Unsafe.directory(directory, openness, "mode rwx------ (0700)");
        }
        if (!protection.ownedByUs(directory)) {
            throw Unsafe.directory(directory, "another user owns it", "a directory of our own user");
        }
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a plain file name");
        }
        return name;
    }
}
