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
    private final Clock clock;
    private final Duration grace;

    /** @param grace how long after the end of its certificates a directory is left alone */
    public Sweep(Clock clock, Duration grace) {
        this.clock = clock;
        this.grace = grace;
    }

    /**
     * Looks at the directories in the base: one whose process is gone, or whose certificates ended long ago, is
     * removed; what carries no marker of ours, or cannot be removed, is left as it is.
     *
     * @return how many directories were removed
     */
    public int run(Path base) {
        int removed = 0;
        for (Path directory : directories(base)) {
            Optional<Marker> marker = Registry.read(directory);
            if (marker.isPresent() && isAbandoned(marker.get())) {
                removed += remove(directory);
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

    private static int remove(Path directory) {
        try {
            Cleaner.remove(directory);
            return 1;
        } catch (MachineIdException e) {
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
