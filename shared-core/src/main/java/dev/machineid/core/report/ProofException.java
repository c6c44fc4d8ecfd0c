package dev.machineid.core.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The job could not prove who it is: no platform found, no id token, a malformed one. */
public final class ProofException extends MachineIdException {
    private static final long serialVersionUID = 1L;

    public ProofException(ErrorCode code, String message, String advice) {
        this(code, message, List.of(), advice, null);
    }

    public ProofException(
            ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        super(code, message, details, advice, cause);
    }
}
