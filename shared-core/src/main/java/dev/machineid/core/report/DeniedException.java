package dev.machineid.core.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster, or our own check of it, gave a definite no; asking again would give the same answer. */
public final class DeniedException extends MachineIdException {
    private static final long serialVersionUID = 1L;

    public DeniedException(ErrorCode code, String message, String advice) {
        this(code, message, List.of(), advice, null);
    }

    public DeniedException(
            ErrorCode code, String message, List<String> details, String advice, @Nullable Throwable cause) {
        super(code, message, details, advice, cause);
    }
}
