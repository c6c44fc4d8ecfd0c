package dev.machineid.core.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something between the job and the cluster failed; asking again may work. */
public final class FaultException extends MachineIdException {
    private static final long serialVersionUID = 1L;

    public FaultException(ErrorCode code, String message, String advice) {
        this(code, message, List.of(), advice, null);
    }

    public FaultException(
            ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        super(code, message, details, advice, cause);
    }
}
