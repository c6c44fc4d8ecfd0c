package dev.machineid.lab.tls;

import dev.machineid.lab.authority.Peer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a backend where a loopback connection came from, by the local port of the router's socket. A port that is not
 * in here did not come through the TLS port, and a backend refuses it.
 */
public final class Origins {
    private final Map<Integer, Origin> byPort = new ConcurrentHashMap<>();

    /** The route of a connection, and the caller if it presented a client certificate. */
    public record Origin(Route route, Optional<Peer> peer) {}

    /** What came through that port; empty if nothing did. */
    public Optional<Origin> of(int port) {
        return Optional.ofNullable(byPort.get(port));
    }

    void put(int port, Origin origin) {
        byPort.put(port, origin);
    }

    void remove(int port) {
        byPort.remove(port);
    }
}
