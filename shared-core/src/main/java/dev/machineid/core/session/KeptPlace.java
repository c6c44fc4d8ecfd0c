package dev.machineid.core.session;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The right of one daemon to keep a directory: to fill it, or to renew the state in it; it ends with the process. */
public final class KeptPlace implements AutoCloseable {
    /** The file by which one daemon keeps others away. */
    static final String LOCK = "daemon";

    private final PrivateDirectory directory;
    private final DirectoryLock lock;

    private KeptPlace(PrivateDirectory directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes a directory for credentials, made if it is missing; its parent must let the readers pass. What a killed daemon
     * was just writing is removed.
     *
     * @throws InvalidRequestException DAEMON_THERE_ALREADY if another process keeps it; DIRECTORY_UNSAFE if something else
     *     lies in it
     */
    public static KeptPlace forReaders(Path path, Readers readers, Instant now) {
        PrivateDirectory directory = PrivateDirectory.readable(path, new Workspace(List.of(), true));
        requireOurs(directory.path()); // before anything of it is changed
        KeptPlace place = take(directory);
        try {
            directory.removeFragments();
            if (Registry.read(directory.path()).isEmpty()) {
                directory.write(
                        Registry.FILE,
                        new Marker(now, now, Optional.empty())
                                .json()
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            readers.openFolder(directory);
            return place;
        } catch (RuntimeException failed) {
            place.close();
            throw failed;
        }
    }

    /**
     * Takes a bot's state directory for as long as this process lives; logins may still use it in between.
     *
     * @throws InvalidRequestException DAEMON_THERE_ALREADY
     */
    public static KeptPlace forState(Path path) {
        return take(PrivateDirectory.create(path, new Workspace(List.of(), true)));
    }

    private static KeptPlace take(PrivateDirectory directory) {
        return new KeptPlace(
                directory,
                DirectoryLock.take(directory, LOCK)
                        .orElseThrow(() -> new InvalidRequestException(
                                ErrorCode.DAEMON_THERE_ALREADY,
                                "another daemon keeps " + directory.path(),
                                DirectoryLock.holder(directory.path(), LOCK)
                                        .map(number -> List.of("process: " + number))
                                        .orElse(List.of()),
                                "one directory has one writer: end the other daemon, or give this one directories of its own",
                                null)));
    }

    /** A directory without our marker may hold only what a daemon leaves that was killed before it had written one. */
    private static void requireOurs(Path directory) {
        if (Registry.read(directory).isPresent()) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            boolean foreign = entries.map(entry -> entry.getFileName().toString())
                    .anyMatch(name -> !name.equals(LOCK)
                            && !name.startsWith(PrivateDirectory.UNFINISHED)
                            && !name.startsWith(Protection.PROBE));
            if (foreign) {
                throw Unsafe.directory(directory, "files that are not ours", "an empty directory, or one of ours");
            }
        } catch (IOException e) {
            throw Unsafe.write(directory, e);
        }
    }

    public PrivateDirectory directory() {
        return directory;
    }

    /** Lets another daemon have it; what is in it stays. */
    @Override
    public void close() {
        lock.close();
    }
}
