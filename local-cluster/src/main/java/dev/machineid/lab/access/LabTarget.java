package dev.machineid.lab.access;

import java.net.InetSocketAddress;

/**
 * Something behind the proxy: an application ({@code protocol} is {@code http} or {@code tcp}) or a database (the protocol
 * it speaks), served at a loopback address. A database has no public address.
 */
public record LabTarget(String name, String protocol, String publicAddress, InetSocketAddress address) {
    public LabTarget {
        if (name.isEmpty() || protocol.isEmpty()) {
            throw new IllegalArgumentException("a target needs a name and a protocol");
        }
    }

    /** The application's address as its own registration would say it. */
    public String uri() {
        return (protocol.equals("tcp") ? "tcp" : "http") + "://127.0.0.1:" + address.getPort();
    }
}
