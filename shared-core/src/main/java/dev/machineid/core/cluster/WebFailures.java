package dev.machineid.core.cluster;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer of the web endpoints that is none means to the user. */
final class WebFailures {
    private WebFailures() {}

    static DeniedException redirected(ClusterAddress address, @Nullable String location) {
        return new DeniedException(
                ErrorCode.REDIRECT_REFUSED,
                address + " sent the request elsewhere",
                List.of("location: " + SafeText.line(String.valueOf(location), ServerWords.SHOWN)),
                "a login portal stands in front of the proxy, or the address is not a Teleport proxy; nothing was sent on",
                null);
    }

    static FaultException notTeleport(ClusterAddress address, String why, IOException cause) {
        return new FaultException(
                ErrorCode.NOT_TELEPORT,
                address + " does not answer as a Teleport proxy",
                List.of("cause: " + why),
                "check the proxy address; it is the host and port of the cluster's web page",
                cause,
                cause instanceof WebRefusal refusal ? refusal.retryAfter() : null);
    }

    static FaultException slowDown(ClusterAddress address, WebRefusal refusal) {
        return new FaultException(
                ErrorCode.RATE_LIMITED,
                address + " asks to slow down",
                List.of("the server said: " + refusal.words()),
                "many jobs behind one address log in at once; a longer timeout lets this one wait its turn",
                refusal,
                refusal.retryAfter());
    }
}
