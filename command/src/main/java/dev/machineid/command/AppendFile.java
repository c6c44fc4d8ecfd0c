package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that variables are appended to; a new one is private, a link is refused. */
final class AppendFile {
    private final Path path;

    AppendFile(Path path) {
        this.path = path;
    }

    /** Finds out whether appending can work, before anything is asked of the network. */
    void check() {
        if (Files.isSymbolicLink(path)) {
            throw new InvalidRequestException(
                    ErrorCode.LINK_REFUSED,
                    SafeText.quote(path.toString()) + " is a link, and variables are not appended through links",
                    "name the file itself with --append");
        }
        boolean usable = Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(path)
                : Files.isDirectory(path.resolveSibling("."));
        if (!usable) {
            throw unwritable(null);
        }
    }

    /** Appends the text, on a line of its own. */
    void append(String text) {
        check();
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ,
                LinkOption.NOFOLLOW_LINKS);
        try (FileChannel file = FileChannel.open(path, options, attributes())) {
            long end = file.size();
            byte[] bytes = (separated(file, end) ? text : "\n" + text).getBytes(StandardCharsets.UTF_8);
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                end += file.write(left, end);
            }
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    /** Whether what is there already ends with a line break; somebody's last line may lack it. */
    private static boolean separated(FileChannel file, long end) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return end == 0 || (file.read(last, end - 1) == 1 && last.get(0) == '\n');
    }

    private FileAttribute<?>[] attributes() {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private InvalidRequestException unwritable(@Nullable IOException cause) {
        return new InvalidRequestException(
                ErrorCode.CANNOT_WRITE,
                "variables cannot be appended to " + SafeText.quote(path.toString()),
                List.of("expected: a regular file that this user can write, or a new one in an existing directory"),
                "name another file with --append",
                cause);
    }
}
