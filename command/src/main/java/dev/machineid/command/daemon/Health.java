package dev.machineid.command.daemon;

import dev.machineid.core.report.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How one directory fares; written by the thread that fills it, read by the endpoints. */
public final class Health {
    private final String identity;
    private final Path directory;
    private final Duration longest;
    private final Map<ErrorCode, Long> failures = new EnumMap<>(ErrorCode.class);
    private Optional<Instant> expires = Optional.empty();
    private Optional<Instant> renewed = Optional.empty();
    private Optional<Instant> busySince = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private long renewals;
    private long reloadFailures;

    /** @param longest what one turn may take before something hangs */
    public Health(String identity, Path directory, Duration longest) {
        this.identity = identity;
        this.directory = directory;
        this.longest = longest;
    }

    /**
     * A moment's picture.
     *
     * @param trouble why the last try failed, in words without a secret; empty after a success
     */
    public record Picture(
            String identity,
            Path directory,
            Optional<Instant> expires,
            Optional<Instant> renewed,
            long renewals,
            Map<ErrorCode, Long> failures,
            long reloadFailures,
            Optional<String> trouble) {
        /** Whether a job may use what is there. */
        public boolean ready(Instant now) {
            return expires.filter(now::isBefore).isPresent();
        }
    }

    public synchronized Picture picture() {
        return new Picture(
                identity, directory, expires, renewed, renewals, Map.copyOf(failures), reloadFailures, trouble);
    }

    /** Whether a turn takes longer than any can. */
    public synchronized boolean hangs(Instant now) {
        return busySince.filter(since -> now.isAfter(since.plus(longest))).isPresent();
    }

    synchronized void found(Instant end) {
        expires = Optional.of(end);
    }

    synchronized void busy(Instant since) {
        busySince = Optional.of(since);
    }

    synchronized void idle() {
        busySince = Optional.empty();
    }

    synchronized void filled(Instant now, Instant end) {
        renewed = Optional.of(now);
        expires = Optional.of(end);
        renewals++;
        trouble = Optional.empty();
    }

    synchronized void failed(ErrorCode code, String words) {
        failures.merge(code, 1L, Long::sum);
        trouble = Optional.of(words + " (" + code.id() + ")");
    }

    synchronized void reloadFailed() {
        reloadFailures++;
    }

    /** Whether there was a first try, of whatever outcome. */
    synchronized boolean tried() {
        return renewals > 0 || !failures.isEmpty();
    }
}
