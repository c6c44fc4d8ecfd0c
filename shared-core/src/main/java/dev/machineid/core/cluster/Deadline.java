package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The one moment at which everything a login does must be over. */
public final class Deadline {
    private final Clock clock;
    private final Duration allowed;
    private final Instant end;

    private Deadline(Clock clock, Duration allowed) {
        this.clock = clock;
        this.allowed = allowed;
        this.end = clock.instant().plus(allowed);
    }

    public static Deadline after(Duration allowed, Clock clock) {
        return new Deadline(clock, allowed);
    }

    /** The time left, never negative. */
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The time left; a {@link FaultException} with {@link ErrorCode#TIMED_OUT} when there is none. */
    public Duration remainingOrFail() {
        Duration left = remaining();
        if (left.isZero()) {
            throw timedOut();
        }
        return left;
    }

    FaultException timedOut() {
        return new FaultException(
                ErrorCode.TIMED_OUT,
                "no complete answer within " + allowed.toSeconds() + " s",
                "check that the proxy address can be reached from this job, or raise the option timeout");
    }
}
