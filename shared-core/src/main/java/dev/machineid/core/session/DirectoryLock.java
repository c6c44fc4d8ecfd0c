package dev.machineid.core.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The right to write in a directory, held by one process at a time; the system takes it back when the process ends,
 * however it ends.
 */
public final class DirectoryLock implements AutoCloseable {
    /** The file that is locked; it stays, since removing it would let two hold the lock. */
    public static final String FILE = "lock";

    /** Behind everything that is written, so that Windows lets others read who holds it. */
    private static final long REGION = Long.MAX_VALUE - 1;

    private static final int MAX_BYTES = 32;

    private final FileChannel channel;
    private final FileLock lock;

    private DirectoryLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock, without waiting.
     *
     * @throws InvalidRequestException STATE_IN_USE, with the process that holds it where it is known
     */
    public static DirectoryLock take(PrivateDirectory directory) {
        return take(directory, FILE).orElseThrow(() -> inUse(directory.path(), holder(directory.path(), FILE)));
    }

    /** The same by a file of another name, for another right; empty where somebody has it. */
    public static Optional<DirectoryLock> take(PrivateDirectory directory, String name) {
        Path file = directory.path().resolve(name);
        if (Files.isSymbolicLink(file)) {
            throw Unsafe.link(file);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    directory.newFile());
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(new DirectoryLock(channel, lock));
        } catch (IOException e) {
            close(channel);
            throw Unsafe.write(file, e);
        }
    }

    /** Null where it is taken, by another process or by another use in this one. */
    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(REGION, 1, false);
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    /** The number of the process that took it last, where that can be read. */
    public static Optional<String> holder(Path directory, String name) {
        try (var in = Files.newInputStream(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
            return Optional.of(text).filter(pid -> pid.matches("[0-9]{1,19}"));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static InvalidRequestException inUse(Path directory, Optional<String> pid) {
        return new InvalidRequestException(
                ErrorCode.STATE_IN_USE,
                "another process uses the state directory " + directory,
                pid.map(number -> List.of("process: " + number)).orElse(List.of()),
                "one identity has one writer: let the other login end, or give each job that runs at the same time a"
                        + " bot and a state directory of its own",
                null);
    }

    private static void close(@org.jspecify.annotations.Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException second) {
            // The failure that brought us here is the one to tell.
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException gone) {
            // Closing the channel releases it as well.
        }
        close(channel);
    }
}
