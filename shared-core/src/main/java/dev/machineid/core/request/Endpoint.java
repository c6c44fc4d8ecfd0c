package dev.machineid.core.request;

import java.util.Optional;

/**
 * The server the job talks to first.
 *
 * @param upgrades whether connections are wrapped past a load balancer that ends TLS in front of the proxy
 * @param proxyBeside the proxy that outputs lead through, where the first server is the auth server
 */
public record Endpoint(
        Kind kind, ClusterAddress address, ConnectionUpgrades upgrades, Optional<ClusterAddress> proxyBeside) {
    /** The proxy is the normal way; the auth server is for networks without one. */
    public enum Kind {
        PROXY,
        AUTH_SERVER
    }

    public Endpoint(Kind kind, ClusterAddress address) {
        this(kind, address, ConnectionUpgrades.AUTO, Optional.empty());
    }

    /** What files lead to where nobody has met the cluster yet. */
    public ClusterAddress outputAddress() {
        return proxyBeside.orElse(address);
    }
}
