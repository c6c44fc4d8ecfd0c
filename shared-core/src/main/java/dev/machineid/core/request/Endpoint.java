package dev.machineid.core.request;

/** The server the job talks to first. */
public record Endpoint(Kind kind, ClusterAddress address) {
    /** The proxy is the normal way; the auth server is for networks without one. */
    public enum Kind {
        PROXY,
        AUTH_SERVER
    }
}
