package dev.machineid.core.state;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.session.DirectoryLock;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A private directory with one bot's state, of which this process is the one writer until {@link #close}. */
public final class StateDirectory implements AutoCloseable {
    /** The file with everything in it. */
    public static final String FILE = "state.json";

    private static final int LARGEST = 1024 * 1024;

    private final PrivateDirectory directory;
    private final DirectoryLock lock;

    private StateDirectory(PrivateDirectory directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the directory, made if it is missing.
     *
     * @throws InvalidRequestException if it is not private, lies in the workspace, or another process uses it
     */
    public static StateDirectory open(Path path, Workspace workspace) {
        PrivateDirectory directory = PrivateDirectory.create(path, workspace);
        DirectoryLock lock = DirectoryLock.take(directory);
        directory.removeFragments();
        return new StateDirectory(directory, lock);
    }

    /** Whether there is a state; looks only, and takes nothing. */
    public static boolean holdsState(Path path) {
        return Files.isRegularFile(path.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    public Path path() {
        return directory.path();
    }

    /**
     * What was last written; empty where nothing ever was.
     *
     * @throws InvalidRequestException STATE_UNREADABLE, without any of the content
     */
    public Optional<KeptState> read() {
        Path file = directory.path().resolve(FILE);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            try (Secret document = Secret.of(bytes)) {
                if (bytes.length > LARGEST) {
                    throw unreadable(file, "it is larger than 1 MiB", null);
                }
                return Optional.of(StateFile.read(document));
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (InvalidRequestException broken) {
            if (broken.code() == ErrorCode.STATE_UNREADABLE) {
                throw broken;
            }
            throw unreadable(file, broken.what(), null);
        } catch (IllegalArgumentException broken) {
            throw unreadable(file, String.valueOf(broken.getMessage()), null);
        } catch (IOException failed) {
            throw unreadable(file, failed.getClass().getSimpleName(), failed);
        }
    }

    /** Replaces it in one step; when this returns, it survives a crash of the machine. */
    public void write(KeptState state) {
        try (Secret document = StateFile.write(state)) {
            directory.writeDurably(FILE, document);
        }
    }

    private static InvalidRequestException unreadable(Path file, String reason, @Nullable Throwable cause) {
        return new InvalidRequestException(
                ErrorCode.STATE_UNREADABLE,
                "the state in " + file + " cannot be read",
                List.of("reason: " + reason),
                "the file was changed by something else; remove the directory and join again, with a new secret for the"
                        + " method token, or with a new key pair for bound_keypair",
                cause);
    }

    /** Lets the next one write. */
    @Override
    public void close() {
        lock.close();
    }
}
