package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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

    private static final long LOOK_MILLIS = 10;

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
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(Owner::isRunning);
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
        process.get().destroy();
        if (!ends(process.get(), patience)) {
            process.get().destroyForcibly();
            return ends(process.get(), patience);
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

    private static boolean ends(ProcessHandle process, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (isRunning(process)) {
                if (System.nanoTime() > end) {
                    return false;
                }
                Thread.sleep(LOOK_MILLIS);
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A process that has ended stays in the table until its parent asks, and a container's first process may never ask. */
    private static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String facts = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return !facts.startsWith(") Z", facts.lastIndexOf(')')); // its name before may hold anything
        } catch (IOException notLinux) {
            return process.isAlive();
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
