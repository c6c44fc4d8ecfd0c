package dev.machineid.core.join;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import java.util.regex.Pattern;

/** Checks a server's challenge before it becomes part of a request to somebody else. */
final class Challenges {
    /** Base64 in either alphabet; 32 bytes are 43 characters. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/_=-]{16,512}");

    private Challenges() {}

    static String checked(String challenge) {
        if (!FORM.matcher(challenge).matches()) {
            throw new FaultException(
                    ErrorCode.NOT_TELEPORT,
                    "the server sent a challenge that no Teleport server sends",
                    "check that the proxy address is the Teleport proxy's");
        }
        return challenge;
    }
}
