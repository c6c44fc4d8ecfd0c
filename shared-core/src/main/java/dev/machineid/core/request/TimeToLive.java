package dev.machineid.core.request;

import java.time.Duration;
import java.util.Optional;

/**
 * The life asked for the certificates: as the job wrote it, and as it is asked from the cluster.
 *
 * <p>From one minute up; more than 24 hours is our own limit and is reduced, because such a credential is no longer
 * short-lived. The cluster may grant less.
 */
public record TimeToLive(Duration asked, Duration effective) {
    /** The shortest life a cluster issues. */
    public static final Duration MINIMUM = Duration.ofMinutes(1);
    /** The longest life this suite asks for. */
    public static final Duration MAXIMUM = Duration.ofHours(24);

    public TimeToLive {
        if (effective.compareTo(MINIMUM) < 0 || effective.compareTo(MAXIMUM) > 0 || effective.compareTo(asked) > 0) {
            throw new IllegalArgumentException("time to live out of range: " + effective);
        }
    }

    /** Reads {@code 30m}, {@code 1h}, {@code 1h30m}, {@code 90s}, {@code 2d}. */
    public static TimeToLive parse(String text) {
        Duration asked = Durations.parse(text);
        if (asked.compareTo(MINIMUM) < 0) {
            throw Invalid.value(
                    "a life of " + Durations.format(asked) + " is too short", "write 1m or more; the default is 1h");
        }
        return of(asked);
    }

    /** A life of at least one minute, reduced where it is above 24 hours. */
    public static TimeToLive of(Duration asked) {
        return new TimeToLive(asked, asked.compareTo(MAXIMUM) > 0 ? MAXIMUM : asked);
    }

    /** What to tell the user if the life was reduced. */
    public Optional<String> warning() {
        return asked.equals(effective)
                ? Optional.empty()
                : Optional.of("ttl: " + Durations.format(asked) + " was asked, " + Durations.format(effective)
                        + " is the most; for a longer-lived need see tctl auth sign");
    }
}
