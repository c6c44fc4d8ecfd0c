package io.jenkins.plugins.machineid.session;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Renews a block's credentials at half of their life, less up to a tenth of it by chance, so that builds started together
 * do not renew together.
 *
 * <p>What may pass is tried again until the credentials end; a refusal ends renewal with a warning.
 */
public final class Renewer implements AutoCloseable {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final long PATIENCE = 60;

    private final Parts parts;
    private final Turn turn;
    private final Consumer<String> log;
    private final ReentrantLock running = new ReentrantLock();
    private @Nullable ScheduledFuture<?> next;
    private volatile boolean closed;
    private volatile Instant expires = Instant.EPOCH;

    /** One renewal. */
    public interface Turn {
        /** Renews and answers when the new credentials end. */
        Instant renew() throws IOException, InterruptedException;
    }

    /**
     * What time and threads come from.
     *
     * @param timer only starts what {@code workers} do
     * @param shortest renews this often instead, in tests; null to go by the credentials' life
     */
    public record Parts(
            ScheduledExecutorService timer,
            Executor workers,
            Clock clock,
            RandomGenerator random,
            @Nullable Duration shortest) {}

    public Renewer(Parts parts, Turn turn, Consumer<String> log) {
        this.parts = parts;
        this.turn = turn;
        this.log = log;
    }

    /** Begins, or goes on after a restart of the controller. */
    public void start(Instant end) {
        expires = end;
        schedule(pause(Duration.between(parts.clock().instant(), end)));
    }

    private synchronized void schedule(Duration pause) {
        if (!closed) {
            next = parts.timer()
                    .schedule(() -> parts.workers().execute(this::run), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    Duration pause(Duration life) {
        if (parts.shortest() != null) {
            return parts.shortest();
        }
        long half = Math.max(0, life.toMillis() / 2); // a clock that jumps makes lives negative
        Duration pause = Duration.ofMillis(half - parts.random().nextLong(half / 10 + 1));
        return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
    }

    private void run() {
        running.lock();
        try {
            if (!closed) {
                expires = turn.renew();
                log.accept("renewed the credentials until " + expires.truncatedTo(ChronoUnit.SECONDS));
                schedule(pause(Duration.between(parts.clock().instant(), expires)));
            }
        } catch (SessionFailure failed) {
            failed(failed, failed.isPassing());
        } catch (IOException | RuntimeException unreachable) {
            failed(unreachable, true); // the agent may come back
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            running.unlock();
        }
    }

    private void failed(Exception why, boolean passing) {
        Duration left = Duration.between(parts.clock().instant(), expires);
        String end = "; they end at " + expires.truncatedTo(ChronoUnit.SECONDS);
        if (passing && !left.isNegative() && !left.isZero()) {
            log.accept("warning: the credentials could not be renewed yet: " + why.getMessage() + end);
            schedule(pause(left));
        } else {
            log.accept("warning: the credentials are not renewed any more: " + why.getMessage() + end);
        }
    }

    /** Ends renewal; one that runs at this moment is waited for, so that it writes nothing afterwards. */
    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (next != null) {
                next.cancel(false);
            }
        }
        try {
            if (running.tryLock(PATIENCE, TimeUnit.SECONDS)) {
                running.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
