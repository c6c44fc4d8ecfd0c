package dev.machineid.core.cluster;

import dev.machineid.core.request.ClusterAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.X509TrustManager;

/**
 * The services behind a proxy's one port, each chosen by the protocol names in the TLS handshake.
 *
 * <p>Connections to the cluster's own services are verified against its host authority and always named
 * {@code teleport.cluster.local}: the form with the cluster's name in hexadecimal breaks for names above 31 bytes.
 */
public final class TlsRouting {
    /** The name every certificate of a cluster's own services carries. */
    static final String AUTHORITY = "teleport.cluster.local";

    private static final List<String> SSH_TRANSPORT = List.of("teleport-proxy-ssh-grpc", "h2");

    private final Network network;
    private final ClusterAddress proxy;

    public TlsRouting(Network network, ClusterAddress proxy) {
        this.network = network;
        this.proxy = proxy;
    }

    public ClusterAddress proxy() {
        return proxy;
    }

    /** Opens a TCP connection now, beside other work, for a channel to come. */
    public void openEarly(Executor beside) {
        network.openEarly(proxy, beside);
    }

    /** The proxy's web endpoints. */
    public WebApi web(X509TrustManager trust) {
        return WebApi.ofProxy(network, proxy, trust);
    }

    /** The proxy's gRPC services that need no identity: joining. */
    public GrpcChannel joining(X509TrustManager trust) {
        return new GrpcChannel(
                network,
                new Network.Link(proxy, List.of("teleport-proxy-grpc", "h2"), true, trust, null),
                proxy.host());
    }

    /** The auth server's REST endpoints, straight through the proxy, without an identity. */
    public WebApi authRest(String clusterName, X509TrustManager hostAuthorities) {
        return WebApi.ofAuth(network, proxy, hostAuthorities, List.of(authProtocol(clusterName), "http/1.1"));
    }

    /** The auth server's gRPC services, straight through the proxy, without an identity. */
    public GrpcChannel authJoining(String clusterName, X509TrustManager hostAuthorities) {
        return new GrpcChannel(
                network,
                new Network.Link(proxy, List.of(authProtocol(clusterName), "h2"), true, hostAuthorities, null),
                AUTHORITY);
    }

    /**
     * The auth server's gRPC services, straight through the proxy, as an identity that may still be on its way: the
     * connection is made meanwhile and its handshake ends when the identity is there.
     */
    public GrpcChannel auth(String clusterName, CompletableFuture<ClientIdentity> identity) {
        return channel(List.of(authProtocol(clusterName), "h2"), identity);
    }

    /** The proxy's SSH transport service, as the identity. */
    public GrpcChannel sshTransport(ClientIdentity identity) {
        return channel(SSH_TRANSPORT, CompletableFuture.completedFuture(identity));
    }

    /** The same for many sessions over a long time: one connection, watched, and made anew for the next one when it broke. */
    public GrpcChannel sshTransport(ClientIdentity identity, Duration watch) {
        return channel(SSH_TRANSPORT, CompletableFuture.completedFuture(identity), watch);
    }

    private GrpcChannel channel(List<String> alpn, CompletableFuture<ClientIdentity> identity) {
        return channel(alpn, identity, Duration.ZERO);
    }

    private GrpcChannel channel(List<String> alpn, CompletableFuture<ClientIdentity> identity, Duration watch) {
        return new GrpcChannel(
                network,
                new Network.Link(proxy, alpn, true, new AwaitedTrust(identity), new ClientCertificate(identity)),
                AUTHORITY,
                watch);
    }

    private static String authProtocol(String clusterName) {
        String hex = HexFormat.of().formatHex(clusterName.getBytes(StandardCharsets.UTF_8));
        return "teleport-auth@" + hex + "." + AUTHORITY;
    }
}
