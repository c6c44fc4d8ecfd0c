package dev.machineid.core.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sets of files that belong together: {@code DIR/generations/N/}, of which {@code DIR/current} names the newest.
 *
 * <p>A reader that resolves {@code current} once never sees a key of one generation beside the certificate of another.
 * An old generation stays for a grace time, so that a reader that has just resolved it finds all of its files.
 */
public final class Generations {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    /** The name of the link (or, where links are not available, of the file) to the newest generation. */
    public static final String CURRENT = "current";

    /** The name of the directory they lie in. */
    static final String FOLDER = "generations";

    private static final String LINK = ".link-";

    private final PrivateDirectory directory;
    private final PrivateDirectory folder;
    private final Clock clock;
    private final Duration grace;

    public Generations(PrivateDirectory directory, Clock clock, Duration grace) {
        this.directory = directory;
        this.folder = directory.directory(FOLDER);
        this.clock = clock;
        this.grace = grace;
    }

    /** A new, empty generation under its final name, which nobody finds before {@link #publish}. */
    public PrivateDirectory begin() {
        long number = numbers().stream().mapToLong(Long::longValue).max().orElse(0);
        do {
            number++;
        } while (!folder.createNew(Long.toString(number))); // another process may renew at the same moment
        return folder.directory(Long.toString(number));
    }

    /** Removes what a killed process was writing and never published; only for whoever knows to be alone. */
    public void sweep() {
        long newest = current()
                .map(path -> Long.parseLong(path.getFileName().toString()))
                .orElse(0L);
        try (Stream<Path> entries = Files.list(directory.path())) {
            for (Path link : entries.filter(
                            entry -> entry.getFileName().toString().startsWith(LINK))
                    .toList()) {
                Files.deleteIfExists(link);
            }
            for (long number : numbers()) {
                if (number > newest) {
                    Removal.tree(folder.path().resolve(Long.toString(number)));
                }
            }
        } catch (IOException e) {
            throw Unsafe.write(directory.path(), e);
        }
        directory.removeFragments();
    }

    /** Makes the generation the current one in a single step, then removes those whose grace time is over. */
    public void publish(PrivateDirectory generation) {
        if (!folder.path().equals(generation.path().getParent())) {
            throw new IllegalArgumentException("not one of these generations");
        }
        Optional<Path> previous = current().filter(old -> !old.equals(generation.path()));
        String target = FOLDER + "/" + generation.path().getFileName();
        Path link = directory.path().resolve(LINK + UUID.randomUUID());
        Path current = directory.path().resolve(CURRENT);
        try {
            if (symbolicLink(link, target)) {
                Files.move(link, current, StandardCopyOption.ATOMIC_MOVE);
            } else {
                directory.write(CURRENT, target.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw Unsafe.write(current, e);
        }
        Instant now = clock.instant(); // after the swap: until then readers were right to resolve the old one
        previous.ifPresent(old -> stamp(old, now));
        prune(generation.path(), now);
    }

    /** Publishes a new generation filled like that; if filling fails, nothing of it stays. */
    public <T> T next(Function<PrivateDirectory, T> filling) {
        PrivateDirectory generation = begin();
        T filled;
        try {
            filled = filling.apply(generation);
        } catch (RuntimeException failed) {
            abandon(generation);
            throw failed;
        }
        publish(generation);
        return filled;
    }

    private void abandon(PrivateDirectory generation) {
        try {
            Removal.tree(generation.path());
        } catch (IOException e) {
            throw Unsafe.write(generation.path(), e);
        }
    }

    /** The real path of the newest generation; every file of one reading must be taken from this one answer. */
    public Optional<Path> current() {
        return current(directory.path());
    }

    /** The same for a directory that somebody else writes; empty where there is none, or it leads out of there. */
    public static Optional<Path> current(Path directory) {
        Path current = directory.resolve(CURRENT);
        try {
            Path target = Files.isSymbolicLink(current)
                    ? Files.readSymbolicLink(current)
                    : Path.of(
                            Files.readString(current, StandardCharsets.US_ASCII).strip());
            Path resolved = directory.toRealPath().resolve(target).normalize();
            boolean ours = resolved.startsWith(directory.toRealPath().resolve(FOLDER))
                    && Files.isDirectory(resolved, LinkOption.NOFOLLOW_LINKS);
            return ours ? Optional.of(resolved) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The directory that a generation's path belongs to. */
    public static Path directoryOf(Path generation) {
        Path folder = generation.getParent();
        Path directory = folder == null ? null : folder.getParent();
        if (directory == null) {
            throw new IllegalArgumentException("not a generation's path");
        }
        return directory;
    }

    private static boolean symbolicLink(Path link, String target) throws IOException {
        try {
            Files.createSymbolicLink(link, Path.of(target));
            return true;
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            return false; // Windows without the right to make links
        }
    }

    /** A generation's time of change tells from when on it was an old one. */
    private static void stamp(Path generation, Instant now) {
        try {
            Files.setLastModifiedTime(generation, FileTime.from(now));
        } catch (IOException e) {
            throw Unsafe.write(generation, e);
        }
    }

    private void prune(Path newest, Instant now) {
        FileTime limit = FileTime.from(now.minus(grace));
        for (long number : numbers()) {
            Path generation = folder.path().resolve(Long.toString(number));
            try {
                if (!generation.equals(newest)
                        && Files.getLastModifiedTime(generation, LinkOption.NOFOLLOW_LINKS)
                                        .compareTo(limit)
                                <= 0) {
                    Removal.tree(generation);
                }
            } catch (IOException e) {
                // Left for the next turn: an old generation must not stop a new one.
            }
        }
    }

    private List<Long> numbers() {
        try (Stream<Path> entries = Files.list(folder.path())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> NUMBER.matcher(name).matches())
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw Unsafe.write(folder.path(), e);
        }
    }
}
