package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.util.Map;

/** One request to a platform's token service. */
public interface IdTokenHttp {
    /**
     * Sends the request with {@code Authorization: Bearer} and the headers; follows no redirect, reads at most 64 KiB.
     *
     * @throws dev.machineid.core.report.FaultException if no complete reply came
     */
    Reply get(URI uri, Secret bearer, Map<String, String> headers);

    /** The same with POST, without a body. */
    Reply post(URI uri, Secret bearer, Map<String, String> headers);

    /** A reply; the body may hold a token. */
    record Reply(int status, Secret body) {}
}
