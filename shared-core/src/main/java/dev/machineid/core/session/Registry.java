package dev.machineid.core.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Marks directories as ours, so that cleaning up removes them and never anything else. */
public final class Registry {
    /** The marker's file name. */
    public static final String FILE = ".machine-id.json";

    private static final int MAX_BYTES = 16 * 1024;

    private Registry() {}

    /**
     * Makes the directory ours, or renews its marker.
     *
     * <p>A directory that holds something already and is not marked is refused: cleaning up would remove it with ours.
     */
    public static void claim(PrivateDirectory directory, Marker marker) {
        if (read(directory.path()).isEmpty() && !isEmpty(directory.path())) {
            throw Unsafe.directory(directory.path(), "files that are not ours", "an empty directory, or one of ours");
        }
        directory.write(FILE, marker.json().getBytes(StandardCharsets.UTF_8));
    }

    /** The marker of a directory; empty where it has none that we understand. */
    public static Optional<Marker> read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            return Marker.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isEmpty(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw Unsafe.write(directory, e);
        }
    }
}
