package dev.machineid.core.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job could not prove who it is: no platform found, no id token, a malformed one. */
public final class ProofException extends MachineIdException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Instant ended;

    public ProofException(ErrorCode code, String message, String advice) {
        this(code, message, List.of(), advice, null);
    }

    /** @param ended when the proof's life ended, by its own word */
    public ProofException(ErrorCode code, String message, String advice, Instant ended) {
        super(code, message, List.of(), advice, null);
        this.ended = ended;
    }

    public ProofException(
            ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        super(code, message, details, advice, cause);
        this.ended = null;
    }

    /** When the proof's life ended, where that is what is wrong with it. */
    public Optional<Instant> ended() {
        return Optional.ofNullable(ended);
    }
}
