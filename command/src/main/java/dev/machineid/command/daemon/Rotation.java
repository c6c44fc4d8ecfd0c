package dev.machineid.command.daemon;

import dev.machineid.core.Renewal;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * When a directory is filled again: at half of the granted life, less up to a tenth of it by chance. A fault is tried
 * again after 5 seconds, then after twice as long each time up to 5 minutes; a denial after a quarter of an hour, because
 * somebody may lift it; what another try would make worse only when it is asked for. Whatever happens, what is there stays.
 *
 * <p>It waits for nothing itself and has no thread.
 */
public final class Rotation {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration AFTER_DENIAL = Duration.ofMinutes(15);

    /** The cluster counts renewals, and shows of a wrong count get the bot locked. */
    private static final Set<ErrorCode> MADE_WORSE =
            EnumSet.of(ErrorCode.GENERATION_MISMATCH, ErrorCode.ALREADY_RENEWABLE, ErrorCode.JOIN_STATE_REFUSED);

    /** No denial: another login has the state at this moment, or nobody had put the secret there yet. */
    private static final Set<ErrorCode> PASSING = EnumSet.of(ErrorCode.STATE_IN_USE, ErrorCode.CANNOT_WRITE);

    private final Supplier<LoginReport> fill;
    private final Health health;
    private final Optional<Reloading> reloading;
    private final Clock clock;
    private final RandomGenerator random;
    private final Consumer<String> log;
    private Duration pause = FIRST;
    private Instant next;

    /**
     * A rotation whose first turn is due at once.
     *
     * @param fill joins and writes the next generation
     */
    public Rotation(
            Supplier<LoginReport> fill,
            Health health,
            Optional<Reloading> reloading,
            Clock clock,
            RandomGenerator random,
            Consumer<String> log) {
        this.fill = fill;
        this.health = health;
        this.reloading = reloading;
        this.clock = clock;
        this.random = random;
        this.log = log;
        this.next = clock.instant();
    }

    /** When the next turn is due. */
    public Instant next() {
        return next;
    }

    /** Makes a turn due at once, also after a failure that is not tried again by itself. */
    public void hurry() {
        next = clock.instant();
    }

    public Health health() {
        return health;
    }

    /** One turn; never fails. */
    public void turn() {
        health.busy(clock.instant());
        try {
            LoginReport report = fill.get();
            filled(report);
        } catch (FaultException fault) {
            again(fault, backOff());
        } catch (MachineIdException denied) {
            if (PASSING.contains(denied.code())) {
                again(denied, backOff());
            } else if (MADE_WORSE.contains(denied.code())) {
                failed(denied, "it is not tried again until SIGHUP or a restart, because that would make it worse");
                next = Instant.MAX;
            } else {
                again(denied, chance(AFTER_DENIAL));
            }
        } catch (RuntimeException | LinkageError | StackOverflowError unexpected) {
            health.failed(ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
            later(chance(AFTER_DENIAL));
            log.accept("warning: " + ErrorCode.INTERNAL.title() + ": "
                    + unexpected.getClass().getSimpleName() + "; " + standing());
        } finally {
            health.idle();
        }
    }

    private void filled(LoginReport report) {
        Instant now = clock.instant();
        pause = FIRST;
        health.filled(now, report.expires());
        later(Renewal.pause(Duration.between(now, report.expires()), random));
        log.accept("new credentials until " + report.expires().truncatedTo(ChronoUnit.SECONDS) + ", the next ones at "
                + next.truncatedTo(ChronoUnit.SECONDS));
        report.warnings().forEach(warning -> log.accept("warning: " + warning));
        reloading.ifPresent(this::reload);
    }

    /** What is not told of new credentials still has the old ones for half of their life. */
    private void reload(Reloading told) {
        Optional<String> failure = told.run();
        failure.ifPresent(why -> {
            health.reloadFailed();
            log.accept("warning: " + why + " (" + ErrorCode.RELOAD_FAILED.id() + "); the new credentials are in place");
        });
    }

    private Duration backOff() {
        Duration wait = chance(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
        return wait;
    }

    /** From half of it to all of it, so that those that failed together do not come back together. */
    private Duration chance(Duration most) {
        long half = most.toMillis() / 2;
        return Duration.ofMillis(most.toMillis() - random.nextLong(half + 1));
    }

    private void again(MachineIdException failure, Duration wait) {
        later(wait);
        failed(failure, "the next try is at " + next.truncatedTo(ChronoUnit.SECONDS));
    }

    private void later(Duration wait) {
        next = clock.instant().plus(wait);
    }

    private void failed(MachineIdException failure, String then) {
        health.failed(failure.code(), failure.what());
        log.accept("warning: no new credentials: " + failure.what() + " ("
                + failure.code().id() + "); " + then + "; " + standing());
        failure.details().forEach(detail -> log.accept("  " + detail));
        if (!failure.advice().isEmpty()) {
            log.accept("  hint: " + failure.advice());
        }
    }

    private String standing() {
        Optional<Instant> end = health.picture().expires();
        if (end.isEmpty()) {
            return "there are none so far";
        }
        return (clock.instant().isBefore(end.get()) ? "those that are there end at " : "those that are there ended at ")
                + end.get().truncatedTo(ChronoUnit.SECONDS);
    }
}
