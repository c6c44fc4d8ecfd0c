package dev.machineid.core.identity;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.List;

/** The one failure of this package: {@link ErrorCode#CREDENTIALS_UNREADABLE} with the reason as a detail. */
final class Unreadable {
    private Unreadable() {}

    /**
     * No cause is kept on purpose: a parser's own message may quote what it read, and that may be a private key.
     *
     * @param what the thing that cannot be read, as it starts a sentence: {@code the SSH certificate}
     */
    static InvalidRequestException because(String what, String reason) {
        return new InvalidRequestException(
                ErrorCode.CREDENTIALS_UNREADABLE,
                what + " cannot be read",
                List.of("reason: " + reason),
                "log in again to get fresh credentials",
                null);
    }
}
