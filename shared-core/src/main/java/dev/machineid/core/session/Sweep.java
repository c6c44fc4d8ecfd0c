package dev.machineid.core.session;

import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Removes what earlier runs left behind because their machine or their process was killed. */
public final class Sweep {
    /** How the directories of our logins begin, in a base directory of ours. */
    static final String PREFIX = "login-";

    private static final int DIGITS = 12;

    private final Clock clock;
    private final Duration grace;

    /**
     * What the directory of one login is called. It is short, because systems allow a socket's path about 100 characters.
     *
     * @param id a random UUID, as text
     */
    public static String name(String id) {
        return PREFIX + id.replace("-", "").substring(0, DIGITS);
    }

    /** @param grace how long after the end of its certificates a directory is left alone */
    public Sweep(Clock clock, Duration grace) {
        this.clock = clock;
        this.grace = grace;
    }

    /**
     * Looks at the directories in the base: one whose process is gone, or whose certificates ended long ago, is
     * removed, and so is an old one of ours that never got a marker; what else carries none, or cannot be removed, is
     * left as it is.
     *
     * @return how many directories were removed
     */
    public int run(Path base) {
        removeFragments(base);
        int removed = 0;
        for (Path directory : directories(base)) {
            Optional<Marker> marker = Registry.read(directory);
            if (marker.isPresent() ? isAbandoned(marker.get()) : isUnclaimed(directory)) {
                removed += remove(directory, marker.isPresent());
            }
        }
        return removed;
    }

    private boolean isAbandoned(Marker marker) {
        if (marker.owner().isPresent() && marker.owner().get().isGone()) {
            return true;
        }
        Instant now = clock.instant();
        return marker.expires().isBefore(now.minus(grace));
    }

    /** A run that was killed between making its directory and marking it leaves one without anything but fragments. */
    private boolean isUnclaimed(Path directory) {
        if (!directory.getFileName().toString().startsWith(PREFIX)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return isOld(directory) && entries.allMatch(Sweep::isFragment);
        } catch (IOException e) {
            return false;
        }
    }

    /** What a killed run was just writing or trying out in the base itself. */
    private void removeFragments(Path base) {
        try (Stream<Path> entries = Files.list(base)) {
            for (Path fragment : entries.filter(Sweep::isFragment).toList()) {
                if (isOld(fragment)) {
                    Files.deleteIfExists(fragment);
                }
            }
        } catch (IOException e) {
            // the same favour; they are empty or hold nothing that is used
        }
    }

    private boolean isOld(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(clock.instant().minus(grace));
    }

    private static boolean isFragment(Path path) {
        String name = path.getFileName().toString();
        return (name.startsWith(PrivateDirectory.UNFINISHED) || name.startsWith(Protection.PROBE))
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static int remove(Path directory, boolean marked) {
        try {
            if (marked) {
                Cleaner.remove(directory);
            } else {
                Removal.tree(directory);
            }
            return 1;
        } catch (IOException | MachineIdException e) {
            return 0; // a sweep is a favour to others' leftovers; it must not stop the job at hand
        }
    }

    private static List<Path> directories(Path base) {
        try (Stream<Path> entries = Files.list(base)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
