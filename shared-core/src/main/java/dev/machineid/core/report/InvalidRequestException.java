package dev.machineid.core.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request cannot be carried out as it stands: a wrong option, an unsafe directory, missing files. */
public final class InvalidRequestException extends MachineIdException {
    private static final long serialVersionUID = 1L;

    public InvalidRequestException(ErrorCode code, String message, String advice) {
        this(code, message, List.of(), advice, null);
    }

    public InvalidRequestException(
            ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        super(code, message, details, advice, cause);
    }
}
