package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that a directory lives and dies with.
 *
 * @param pid its number
 * @param started when it started, because numbers are used again; {@link Instant#EPOCH} where the system does not tell
 * @param place the machine's boot and the container's number space; a number means nothing anywhere else
 */
public record Owner(long pid, Instant started, String place) {
    /** The system's notion of a start time moves a little when its clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** This process. */
    public static Owner self() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(self.pid(), self.info().startInstant().orElse(Instant.EPOCH), here());
    }

    /** Whether it is certain that the process has ended; false where we cannot know. */
    public boolean isGone() {
        if (!place.equals(here())) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return true;
        }
        Optional<Instant> now = process.get().info().startInstant();
        return now.isPresent()
                && !started.equals(Instant.EPOCH)
                && Duration.between(started, now.get()).abs().compareTo(TOLERANCE) > 0;
    }

    /**
     * Ends the process and waits for that: by SIGTERM, after the patience by SIGKILL. Does nothing where it is not
     * certain that the number still means this process, and nothing to ourselves.
     *
     * @return whether the process has surely ended
     */
    public boolean end(Duration patience) {
        Optional<ProcessHandle> process = surely();
        if (process.isEmpty()) {
            return isGone();
        }
        CompletableFuture<ProcessHandle> ended = process.get().onExit();
        process.get().destroy();
        if (!within(ended, patience)) {
            process.get().destroyForcibly();
            return within(ended, patience);
        }
        return true;
    }

    private Optional<ProcessHandle> surely() {
        if (!place.equals(here()) || started.equals(Instant.EPOCH) || isGone()) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid)
                .filter(found -> found.info().startInstant().isPresent())
                .filter(found -> !found.equals(ProcessHandle.current()));
    }

    private static boolean within(CompletableFuture<ProcessHandle> ended, Duration patience) {
        try {
            ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException stillThere) {
            return false;
        }
    }

    private static String here() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
                    + "/"
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
