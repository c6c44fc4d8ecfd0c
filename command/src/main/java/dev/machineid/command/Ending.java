package dev.machineid.command;

import dev.machineid.core.report.MachineIdException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets work that leaves files behind end tidily when the process is told to stop (SIGTERM, SIGINT, SIGHUP).
 *
 * <p>A child is told too, by SIGTERM and after a while by SIGKILL; then the worker has time to remove the files. A
 * signal's number does not reach Java's hooks, so the child always gets SIGTERM; from a terminal's control-C it has got
 * its own SIGINT already.
 */
final class Ending {
    private static final long PATIENCE = 10;
    private static final long LAST_PATIENCE = 5;

    private final IntConsumer halt;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile int code;
    private volatile boolean answering;
    private @Nullable Process child;

    /** Work whose files must not stay if it is stopped. */
    interface Work {
        int run(Ending ending) throws InterruptedException;
    }

    private Ending(IntConsumer halt) {
        this.halt = halt;
    }

    /**
     * Does the work.
     *
     * @param halt ends the process with the work's exit code if a signal came in between
     */
    static int guard(IntConsumer halt, Work work) {
        Ending ending = new Ending(halt);
        Thread hook = new Thread(ending::stop, "machine-id-ending");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            ending.code = work.run(ending);
            ending.ended = true;
            return ending.code;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        } finally {
            ending.done.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException stopping) {
                // The hook is running: it was waiting for this.
            }
        }
    }

    /** From now on the work's own exit code is the process's, also where a signal ended it. */
    void answers() {
        answering = true;
    }

    /** Whether there is no use in going on. */
    boolean stopping() {
        return stopping;
    }

    /** A child that is to be stopped with us. */
    synchronized void started(Process process) {
        child = process;
        if (stopping) {
            process.destroy();
        }
    }

    private synchronized void tell() {
        stopping = true;
        if (child != null) {
            child.destroy();
        }
    }

    /** The child, which may have started only after the signal came. */
    private synchronized Optional<Process> child() {
        return Optional.ofNullable(child);
    }

    private void stop() {
        tell();
        try {
            if (!done.await(PATIENCE, TimeUnit.SECONDS)) {
                child().ifPresent(Process::destroyForcibly);
                done.await(LAST_PATIENCE, TimeUnit.SECONDS);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        if (ended && (answering || child().isPresent())) {
            halt.accept(code);
        }
    }

    /** Removes what a login wrote; the exit code of what ran with it matters more than a failure here, which is told. */
    static void close(dev.machineid.core.Login login, CommandJob job) {
        try {
            login.close();
        } catch (MachineIdException left) {
            job.say(left.render());
        }
    }
}
