package dev.machineid.core.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something between the job and the cluster failed; asking again may work. */
public final class FaultException extends MachineIdException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public FaultException(ErrorCode code, String message, String advice) {
        this(code, message, List.of(), advice, null);
    }

    public FaultException(
            ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        this(code, message, details, advice, cause, null);
    }

    /** @param retryAfter how long the server asks to wait before the next attempt, or null where it does not say */
    public FaultException(
            ErrorCode code,
            String message,
            List<String> details,
            String advice,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {
        super(code, message, details, advice, cause);
        this.retryAfter = retryAfter;
    }

    /** How long the server asked to wait before the next attempt, if it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
