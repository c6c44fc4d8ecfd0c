package dev.machineid.core.cluster;

import dev.machineid.core.report.SafeText;
import java.io.IOException;

/** A call that the server ended with a status other than OK, before anybody has said what that means to the user. */
public final class GrpcStatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param message the server's own words */
    public GrpcStatusException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The number of the gRPC status: 7 is PERMISSION_DENIED, 12 UNIMPLEMENTED. */
    public int status() {
        return status;
    }

    /** Whether asking again may help: deadline, exhaustion, abort, internal fault, unavailability. */
    public boolean isFault() {
        return switch (status) {
            case 1, 4, 8, 10, 13, 14 -> true;
            default -> false;
        };
    }

    /** Whether the server asks to slow down: RESOURCE_EXHAUSTED. */
    public boolean isRateLimit() {
        return status == 8;
    }

    /** Whether the server does not know the call at all. */
    public boolean isUnimplemented() {
        return status == 12;
    }

    /** The server's own words, safe to print. */
    public String words() {
        return SafeText.line(String.valueOf(getMessage()), ServerWords.SHOWN);
    }
}
