package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repeats what failed by a {@link FaultException}, never what was denied.
 *
 * <p>The waiting time doubles from half a second to ten seconds and is drawn from its whole range (full jitter), so that
 * many jobs behind one address do not come back together. A server's {@code Retry-After} is waited for first, so that those
 * who were told the same second do not come back in it either. What would end after the deadline is not waited for.
 *
 * <p>Five attempts are made, but as long as nobody listens at all, which costs nobody anything, half a minute is waited out:
 * that is how long a cluster takes to restart. A server that asks to slow down is asked until the deadline, at most every
 * quarter of a minute in the mean: its limit is by address, and others behind it may be served first.
 */
public final class Retry {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration LONGEST_TO_SLOW_DOWN = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;
    private static final Duration RESTART = Duration.ofSeconds(30);

    private final Deadline deadline;
    private final RandomGenerator random;
    private final Sleeper sleeper;
    private final Consumer<String> notice;

    /** How waiting is done; tests do not wait. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /** @param notice told about each failed attempt that is repeated */
    public Retry(Deadline deadline, RandomGenerator random, Sleeper sleeper, Consumer<String> notice) {
        this.deadline = deadline;
        this.random = random;
        this.sleeper = sleeper;
        this.notice = notice;
    }

    /** The first good result; else the last fault, or the first failure that is no fault. */
    public <T> T run(Supplier<T> action) {
        return run(action, fault -> true);
    }

    /** The same, repeating only after those faults that allow it: a spent secret must not be sent twice. */
    public <T> T run(Supplier<T> action, Predicate<FaultException> repeatable) {
        Duration range = FIRST;
        Duration waited = Duration.ZERO;
        Duration most = deadline.remaining();
        for (int attempt = 1; ; attempt++) {
            try {
                return action.get();
            } catch (FaultException fault) {
                Duration wait = wait(range, fault);
                waited = waited.plus(wait);
                boolean restarting = fault.code() == ErrorCode.CANNOT_CONNECT && waited.compareTo(RESTART) <= 0;
                boolean limited = fault.code() == ErrorCode.RATE_LIMITED && waited.compareTo(most) < 0;
                if ((attempt >= ATTEMPTS && !restarting && !limited)
                        || !repeatable.test(fault)
                        || deadline.remaining().compareTo(wait) <= 0) {
                    throw fault;
                }
                notice.accept("attempt " + attempt + " failed (" + fault.code().id() + ": " + fault.what()
                        + "); trying again in " + wait.toMillis() + " ms");
                sleep(wait, fault);
                range = shorter(range.multipliedBy(2), limited ? LONGEST_TO_SLOW_DOWN : LONGEST);
            }
        }
    }

    /** By chance within the range, which begins when the server allows it. */
    private Duration wait(Duration range, FaultException fault) {
        return fault.retryAfter().orElse(Duration.ZERO).plusMillis(random.nextLong(range.toMillis() + 1));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void sleep(Duration wait, MachineIdException pending) {
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw pending;
        }
    }
}
