package dev.machineid.core;

import dev.machineid.core.cluster.Retry;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps a login's certificates fresh while a block, a command or a step lives: at half of the granted life, less up to a
 * tenth of it by chance, so that jobs started together do not renew together.
 *
 * <p>A fault is tried again until the certificates end, at intervals that fit their life; a denial ends renewal with a
 * warning, and the certificates stay good until their end.
 */
public final class Renewal implements AutoCloseable {
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

    private final Renewable login;
    private final JobEnvironment job;
    private final Clock clock;
    private final Retry.Sleeper sleeper;
    private final RandomGenerator random;
    private final Thread thread;
    private volatile Optional<MachineIdException> failure = Optional.empty();

    private Renewal(Renewable login, JobEnvironment job, Clock clock, Retry.Sleeper sleeper, RandomGenerator random) {
        this.login = login;
        this.job = job;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
        this.thread = new Thread(this::run, "machine-id-renewal");
        thread.setDaemon(true);
    }

    /** Begins to renew in the background until {@link #close}. */
    public static Renewal start(
            Renewable login, JobEnvironment job, Clock clock, Retry.Sleeper sleeper, RandomGenerator random) {
        Renewal renewal = new Renewal(login, job, clock, sleeper, random);
        renewal.thread.start();
        return renewal;
    }

    /** How long to wait with a certificate of this life. */
    public static Duration pause(Duration life, RandomGenerator random) {
        long half = Math.max(0, life.toMillis() / 2); // a clock that jumps makes lives negative
        Duration pause = Duration.ofMillis(half - random.nextLong(half / 10 + 1));
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    private void run() {
        try {
            Duration pause = pause(life(login.expires()), random);
            while (true) {
                sleeper.sleep(pause);
                pause = renew();
            }
        } catch (InterruptedException closed) {
            // the normal end
        } catch (MachineIdException denied) {
            failure = Optional.of(denied);
            job.warning("the credentials are not renewed and end at " + end() + ": " + denied.what() + " ("
                    + denied.code().id() + ")");
        }
    }

    /** One renewal; the answer is how long to wait for the next. */
    private Duration renew() {
        try {
            LoginReport renewed = login.renew();
            job.notice("renewed the credentials until " + end());
            return pause(life(renewed.expires()), random);
        } catch (FaultException fault) {
            Duration left = life(login.expires());
            if (left.isNegative() || left.isZero()) {
                throw fault;
            }
            job.warning("the credentials could not be renewed yet (" + fault.what() + "); they end at " + end());
            return pause(left, random);
        }
    }

    private Duration life(Instant expires) {
        return Duration.between(clock.instant(), expires);
    }

    private Instant end() {
        return login.expires().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Why there will be no more renewals; empty as long as there may be. */
    public Optional<MachineIdException> failure() {
        return failure;
    }

    /** Stops renewing; what is being renewed at this moment is finished or given up within a few seconds. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
