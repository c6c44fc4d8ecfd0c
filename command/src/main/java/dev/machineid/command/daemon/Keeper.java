package dev.machineid.command.daemon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Turns the rotations of one identity when they are due, one after the other, in a thread of its own. */
final class Keeper {
    /** The wall clock may jump, or the machine sleep: it is looked at now and then. */
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final List<Rotation> rotations;
    private final Clock clock;
    private final Runnable turned;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private boolean stopping;
    private boolean hurrying;

    /** @param turned told after each turn */
    Keeper(String name, List<Rotation> rotations, Clock clock, Runnable turned) {
        this.rotations = List.copyOf(rotations);
        this.clock = clock;
        this.turned = turned;
        this.thread = new Thread(this::run, "machine-id-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    List<Rotation> rotations() {
        return rotations;
    }

    boolean alive() {
        return thread.isAlive();
    }

    /** Fills every directory now; one that is being filled at this moment, once more after it. */
    void hurry() {
        lock.lock();
        try {
            hurrying = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the turn that is being made come to its end. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void join(Duration patience) throws InterruptedException {
        thread.join(Math.max(1, patience.toMillis()));
    }

    private void run() {
        try {
            while (await()) {
                for (Rotation rotation : rotations) {
                    if (isStopping()) {
                        return;
                    }
                    if (!clock.instant().isBefore(rotation.next())) {
                        rotation.turn();
                        turned.run();
                    }
                }
            }
        } catch (InterruptedException ended) {
            // The process ends.
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Until a rotation is due; false where there is none to wait for any more. */
    private boolean await() throws InterruptedException {
        lock.lock();
        try {
            while (!stopping) {
                if (hurrying) {
                    hurrying = false;
                    rotations.forEach(Rotation::hurry);
                }
                Instant now = clock.instant();
                Instant next = rotations.stream()
                        .map(Rotation::next)
                        .min(Instant::compareTo)
                        .orElse(Instant.MAX);
                if (!now.isBefore(next)) {
                    return true;
                }
                boolean soon = next.isBefore(now.plus(LOOK));
                long wait = soon ? Duration.between(now, next).toMillis() + 1 : LOOK.toMillis();
                change.await(wait, TimeUnit.MILLISECONDS); // or until somebody wants something
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
