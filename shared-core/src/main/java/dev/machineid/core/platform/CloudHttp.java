package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Requests to a cloud's metadata server or to its token service. */
@FunctionalInterface
public interface CloudHttp {
    /**
     * Sends the request; follows no redirect, reads at most 256 KiB.
     *
     * @throws dev.machineid.core.report.FaultException CLOUD_METADATA_UNAVAILABLE if no complete reply came
     */
    IdTokenHttp.Reply send(Call call);

    /**
     * One request.
     *
     * @param headers their values may be secret
     * @param body empty for none
     * @param local whether the server belongs to the machine itself: then no HTTP proxy stands in between, and a machine
     *     without one is not waited for long
     */
    record Call(String method, URI uri, Map<String, Secret> headers, Secret body, boolean local) {
        /** How long a server of the machine itself is waited for. */
        public static final Duration LOCAL_CONNECT = Duration.ofSeconds(2);

        public Call {
            headers = Map.copyOf(headers);
        }

        static Call local(String method, URI uri, Map<String, Secret> headers) {
            return new Call(method, uri, headers, Secret.of(""), true);
        }

        /** Without query and headers, which may hold secrets. */
        @Override
        public String toString() {
            return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        }
    }
}
