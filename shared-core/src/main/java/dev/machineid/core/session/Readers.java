package dev.machineid.core.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who beside the owner may read a directory of credentials: one group by the files' modes, anybody else by an access
 * control list of POSIX, which Java does not know and the program {@code setfacl} sets. Nobody ever gets a right to write.
 *
 * @param entries {@code group:NAME} and {@code user:NAME}
 */
public record Readers(List<String> entries) {
    /** The owner alone. */
    public static final Readers NOBODY = new Readers(List.of());

    private static final Pattern ENTRY = Pattern.compile("(group|user):([A-Za-z0-9_][A-Za-z0-9_.$-]{0,63})");
    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> CLOSED_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-x---");
    private static final Set<PosixFilePermission> OPEN_FILE = PosixFilePermissions.fromString("rw-r-----");

    /** @throws InvalidRequestException INVALID_VALUE for an entry of another form */
    public Readers {
        entries = List.copyOf(entries);
        for (String entry : entries) {
            if (!ENTRY.matcher(entry).matches()) {
                throw new InvalidRequestException(
                        ErrorCode.INVALID_VALUE,
                        "readers: " + SafeText.quote(entry) + " names nobody",
                        "write group:NAME or user:NAME");
            }
        }
    }

    /**
     * Lets them look into a directory that is kept, and into its folder of generations, and nobody else any more.
     *
     * @throws InvalidRequestException READERS_NOT_SET if there is no such group or user, or this system cannot do it
     */
    void openFolder(PrivateDirectory directory) {
        Path folder = directory.directory(Generations.FOLDER).path();
        AccessList.clear(List.of(directory.path(), folder));
        open(directory.path(), false);
        open(folder, false);
    }

    /** Lets them read everything in the directory; before that it was private, and nobody finds it yet. */
    public void open(Path generation) {
        open(generation, true);
    }

    private void open(Path path, boolean deeply) {
        try {
            PosixFileAttributeView view = view(path);
            if (view == null) {
                if (!entries.isEmpty()) {
                    throw refused(path, "this system's files have no POSIX modes", null);
                }
                return;
            }
            Optional<String> group = group();
            if (deeply) {
                Files.walkFileTree(path, new Opening(group));
            } else {
                set(path, group, true);
            }
            if (!entries.isEmpty() && group.isEmpty()) {
                AccessList.grant(path, entries, deeply);
            }
        } catch (IOException failed) {
            throw refused(path, SafeText.line(String.valueOf(failed), SafeText.QUOTE_LIMIT), failed);
        }
    }

    /** The one group, where modes are enough to say it. */
    private Optional<String> group() {
        if (entries.size() != 1) {
            return Optional.empty();
        }
        Matcher entry = ENTRY.matcher(entries.get(0));
        return entry.matches() && entry.group(1).equals("group") ? Optional.of(entry.group(2)) : Optional.empty();
    }

    /** First the group, then the mode: the group it had before never gets in. */
    private static void set(Path path, Optional<String> group, boolean directory) throws IOException {
        PosixFileAttributeView view = view(path);
        if (view == null) {
            return;
        }
        if (group.isPresent()) {
            GroupPrincipal wanted =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group.get());
            view.setGroup(wanted);
            if (!view.readAttributes().group().equals(wanted)) {
                throw new IOException("the file system keeps another group");
            }
        }
        Set<PosixFilePermission> mode =
                group.isPresent() ? directory ? OPEN : OPEN_FILE : directory ? CLOSED : CLOSED_FILE;
        view.setPermissions(mode);
        if (!view.readAttributes().permissions().equals(mode)) {
            throw new IOException("the file system keeps another mode");
        }
    }

    private static @Nullable PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    static InvalidRequestException refused(Path path, String reason, @Nullable Throwable cause) {
        return new InvalidRequestException(
                ErrorCode.READERS_NOT_SET,
                "the readers of " + path + " cannot be set",
                List.of("reason: " + reason),
                "name one group that this user is a member of (readers: group:NAME), or install setfacl (package acl) for"
                        + " users and for several groups",
                cause);
    }

    private static final class Opening extends SimpleFileVisitor<Path> {
        private final Optional<String> group;

        Opening(Optional<String> group) {
            this.group = group;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                set(file, group, false);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            set(directory, group, true);
            return FileVisitResult.CONTINUE;
        }
    }
}
