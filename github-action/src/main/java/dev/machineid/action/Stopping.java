package dev.machineid.action;

import dev.machineid.core.Companion;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.session.Cleaner;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leaves nothing behind unless the step has delivered: not after a failure, and not after SIGINT and SIGTERM, by which the
 * runner cancels a step (it kills 10 s after the first).
 */
final class Stopping implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path directory;
    private final Thread hook = new Thread(this::stop, "machine-id-stopping");
    private @Nullable Process child;
    private boolean stopped;
    private boolean delivered;

    /** @param directory what goes unless the step delivers */
    Stopping(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A child that ends with us. */
    synchronized void started(Process process) {
        child = process;
        if (stopped) {
            process.destroy();
        }
    }

    /** Whether the runner has cancelled the step. */
    synchronized boolean isStopped() {
        return stopped;
    }

    /** From now on the files belong to the later steps. */
    synchronized void delivered() {
        if (!stopped) {
            delivered = true;
        }
    }

    private void stop() {
        Optional<Process> running;
        synchronized (this) {
            stopped = true;
            running = Optional.ofNullable(child);
            if (delivered) {
                return;
            }
        }
        running.ifPresent(process -> {
            process.destroy();
            try {
                if (!process.waitFor(PATIENCE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException impatient) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
        clean(directory);
    }

    /** Ends the renewal of the credentials there and the tunnels, and removes them. */
    static int clean(Path directory) {
        Registry.read(directory).flatMap(Marker::renewer).ifPresent(renewer -> renewer.end(PATIENCE));
        Companion.end(directory);
        return Cleaner.remove(directory);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            return; // the hook removes what there is
        }
        synchronized (this) {
            if (delivered) {
                return;
            }
        }
        try {
            clean(directory);
        } catch (MachineIdException left) {
            // The failure on its way is the one to tell, and the post step tries once more.
        }
    }
}
