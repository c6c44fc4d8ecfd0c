package dev.machineid.core.cluster;

import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The services behind a proxy's one port, each chosen by the protocol names in the TLS handshake; or an auth server's own
 * port, which needs no names to choose by.
 *
 * <p>Connections to the cluster's own services are verified against its host authority and always named
 * {@code teleport.cluster.local}: the form with the cluster's name in hexadecimal breaks for names above 31 bytes.
 */
public final class TlsRouting {
    /** The name every certificate of a cluster's own services carries. */
    static final String AUTHORITY = "teleport.cluster.local";

    /** A server's certificate is on its way already where somebody waits for it. */
    private static final Duration FOR_A_CERTIFICATE = Duration.ofSeconds(5);

    private static final List<String> SSH_TRANSPORT = List.of("teleport-proxy-ssh-grpc", "h2");

    private final Network network;
    private final ClusterAddress address;
    private final boolean direct;
    private final Passage passage;
    private volatile boolean begun;

    /** Through a proxy to which nothing ends TLS on the way. */
    public TlsRouting(Network network, ClusterAddress proxy) {
        this(network, proxy, null, ConnectionUpgrades.NEVER, false);
    }

    private TlsRouting(
            Network network,
            ClusterAddress address,
            @Nullable Supplier<? extends X509TrustManager> webTrust,
            ConnectionUpgrades upgrades,
            boolean direct) {
        this.network = network;
        this.address = address;
        this.direct = direct;
        this.passage = new Passage(address, webTrust, upgrades);
    }

    /**
     * Through a proxy, past a load balancer that ends TLS where there is one.
     *
     * @param webTrust whom to believe the proxy's web certificate; asked for only where something is upgraded
     * @param said what the job's option says; the job's variables may say it too
     */
    public static TlsRouting through(
            Network network,
            ClusterAddress proxy,
            Supplier<? extends X509TrustManager> webTrust,
            ConnectionUpgrades said) {
        return new TlsRouting(network, proxy, webTrust, said.or(network.variables(), proxy), false);
    }

    /** An auth server's own port. */
    public static TlsRouting direct(Network network, ClusterAddress authServer) {
        return new TlsRouting(network, authServer, null, ConnectionUpgrades.NEVER, true);
    }

    /** The proxy, or the auth server itself. */
    public ClusterAddress proxy() {
        return address;
    }

    /** Whether connections are upgraded, as far as is known by now. */
    public boolean upgraded() {
        return passage.state().upgraded();
    }

    /** The same, but where a connection is being made, what it shows is awaited. */
    public boolean turnsOutUpgraded() {
        return upgraded() || (begun && passage.needsUpgrade(FOR_A_CERTIFICATE));
    }

    /** Opens a TCP connection now, beside other work, for a channel to come. */
    public void openEarly(Executor beside) {
        network.openEarly(address, beside);
    }

    /** The proxy's web endpoints. */
    public WebApi web(X509TrustManager trust) {
        return WebApi.ofProxy(network, address, trust);
    }

    /** The proxy's gRPC services that need no identity: joining. */
    public GrpcChannel joining(X509TrustManager trust) {
        return new GrpcChannel(
                network,
                new Network.Link(address, List.of("teleport-proxy-grpc", "h2"), true, trust, null),
                address.host());
    }

    /** The first connection to an auth server's own port. */
    public AuthMeeting meet(Optional<X509ExtendedTrustManager> given) {
        return new AuthMeeting(network, address, given);
    }

    /** The auth server's REST endpoints without an identity. */
    public WebApi authRest(String clusterName, X509ExtendedTrustManager hostAuthorities) {
        return WebApi.ofAuth(network, address, cluster(hostAuthorities), alpn(clusterName, "http/1.1"), passage);
    }

    /** The auth server's gRPC services without an identity. */
    public GrpcChannel authJoining(String clusterName, X509ExtendedTrustManager hostAuthorities) {
        Network.Link link = new Network.Link(address, alpn(clusterName, "h2"), true, cluster(hostAuthorities), null);
        return new GrpcChannel(network, link, AUTHORITY, passage, false, Duration.ZERO);
    }

    /**
     * The auth server's gRPC services as an identity that may still be on its way: the connection is made meanwhile and
     * its handshake ends when the identity is there.
     */
    public GrpcChannel auth(String clusterName, CompletableFuture<ClientIdentity> identity) {
        begun = true;
        return channel(alpn(clusterName, "h2"), identity);
    }

    /** The proxy's SSH transport service, as the identity. */
    public GrpcChannel sshTransport(ClientIdentity identity) {
        return channel(SSH_TRANSPORT, CompletableFuture.completedFuture(identity));
    }

    /** The same for many sessions over a long time: one connection, watched, and made anew for the next one when it broke. */
    public GrpcChannel sshTransport(ClientIdentity identity, Duration watch) {
        return channel(SSH_TRANSPORT, CompletableFuture.completedFuture(identity), watch);
    }

    /**
     * A connection to an application or a database, bytes both ways; the identity's certificate says which.
     *
     * @param alpn by which the proxy knows what the target speaks
     * @param identity its authorities vouch for whatever certificate is shown: the proxy's web certificate, or, behind a
     *     connection upgrade, the cluster's own
     * @throws dev.machineid.core.report.MachineIdException explained
     */
    public Socket target(String alpn, ClientIdentity identity) {
        ClientCertificate certificate = new ClientCertificate(CompletableFuture.completedFuture(identity));
        Network.Link link = new Network.Link(address, List.of(alpn), false, identity.servers(), certificate);
        return passing(upgrade -> {
            SSLSocket socket = network.connect(link.by(upgrade), AUTHORITY);
            if (!alpn.equals(socket.getApplicationProtocol())) {
                socket.close();
                throw Failures.notRouted(address, null);
            }
            return socket;
        });
    }

    /**
     * A connection to the proxy for a client that begins TLS with it, past a load balancer where there is one.
     *
     * @throws dev.machineid.core.report.MachineIdException explained
     */
    public Socket passage() {
        return passing(upgrade -> network.open(address, upgrade));
    }

    /** One way of connecting. */
    private interface Connecting {
        Socket by(@Nullable ConnectionUpgrade upgrade) throws IOException;
    }

    private Socket passing(Connecting connecting) {
        while (true) {
            Passage.State state = passage.state();
            try {
                return connecting.by(passage.upgrade(state, true));
            } catch (IOException failed) {
                if (!passage.again(failed, state)) {
                    throw Failures.explain(failed, address);
                }
            }
        }
    }

    private GrpcChannel channel(List<String> alpn, CompletableFuture<ClientIdentity> identity) {
        return channel(alpn, identity, Duration.ZERO);
    }

    private GrpcChannel channel(List<String> alpn, CompletableFuture<ClientIdentity> identity, Duration watch) {
        AwaitedTrust trust = new AwaitedTrust(identity.thenApply(ClientIdentity::servers), passage::straight);
        Network.Link link = new Network.Link(address, alpn, true, trust, new ClientCertificate(identity));
        return new GrpcChannel(network, link, AUTHORITY, passage, true, watch);
    }

    private AwaitedTrust cluster(X509ExtendedTrustManager hostAuthorities) {
        return new AwaitedTrust(CompletableFuture.completedFuture(hostAuthorities), passage::straight);
    }

    private List<String> alpn(String clusterName, String inside) {
        if (direct) {
            return List.of(inside);
        }
        String hex = HexFormat.of().formatHex(clusterName.getBytes(StandardCharsets.UTF_8));
        return List.of("teleport-auth@" + hex + "." + AUTHORITY, inside);
    }
}
