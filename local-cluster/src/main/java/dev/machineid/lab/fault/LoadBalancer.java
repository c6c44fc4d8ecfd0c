package dev.machineid.lab.fault;

import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Something on loopback that ends TLS in front of a proxy, by its own certificate, and begins TLS anew to the proxy's web
 * port: a load balancer of the application layer, or, by a strange authority, an intercepting proxy.
 */
public final class LoadBalancer implements AutoCloseable {
    /** What it says of the protocol names that clients offer. */
    public enum Alpn {
        /** Nothing: it knows no ALPN. */
        STRIPS,
        /** It knows HTTP/1.1 alone and hangs up on whoever does not offer it. */
        HTTP_1_ONLY,
        /** It knows HTTP/2, as the large clouds' do. */
        HTTP_2
    }

    private final InetSocketAddress target;
    private final Alpn alpn;
    private final SSLContext toClients;
    private final SSLContext toProxy;
    private final Doorway doorway = Doorway.anywhere("load-balancer");
    private final String refusal;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger upgrades = new AtomicInteger();

    private LoadBalancer(InetSocketAddress target, Alpn alpn, SSLContext toClients, SSLContext toProxy, String refusal)
            throws IOException {
        this.target = target;
        this.alpn = alpn;
        this.toClients = toClients;
        this.toProxy = toProxy;
        this.refusal = refusal;
        doorway.open(this::serve);
    }

    /**
     * Starts one that passes every request on.
     *
     * @param issuer of its certificate, which is for {@code localhost} and 127.0.0.1
     * @param web the authority of the proxy's web certificate
     */
    public static LoadBalancer before(
            InetSocketAddress proxy, ClusterAuthorities cluster, Authority issuer, Authority web, Alpn alpn)
            throws IOException, GeneralSecurityException {
        return refusing(proxy, cluster, issuer, web, alpn, "");
    }

    /** The same, answering connection upgrades itself by that status line, such as {@code 403 Forbidden}. */
    public static LoadBalancer refusing(
            InetSocketAddress proxy,
            ClusterAuthorities cluster,
            Authority issuer,
            Authority web,
            Alpn alpn,
            String status)
            throws IOException, GeneralSecurityException {
        return start(proxy, cluster, issuer, web, alpn, status, List.of("localhost"));
    }

    /** One that calls itself {@code teleport.cluster.local}, as an interceptor does that copies names. */
    public static LoadBalancer named(
            InetSocketAddress server, ClusterAuthorities cluster, Authority issuer, Authority behind, Alpn alpn)
            throws IOException, GeneralSecurityException {
        return start(server, cluster, issuer, behind, alpn, "", List.of("localhost", "teleport.cluster.local"));
    }

    private static LoadBalancer start(
            InetSocketAddress proxy,
            ClusterAuthorities cluster,
            Authority issuer,
            Authority web,
            Alpn alpn,
            String status,
            List<String> names)
            throws IOException, GeneralSecurityException {
        SSLContext toClients = server(cluster, issuer, names);
        KeyStore believed = KeyStore.getInstance("PKCS12");
        believed.load(null, null);
        believed.setCertificateEntry("web", web.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(believed);
        SSLContext toProxy = SSLContext.getInstance("TLS");
        toProxy.init(null, trust.getTrustManagers(), null);
        return new LoadBalancer(proxy, alpn, toClients, toProxy, status);
    }

    /** The server side of TLS with a new certificate for these names and 127.0.0.1. */
    static SSLContext server(ClusterAuthorities cluster, Authority issuer, List<String> names)
            throws IOException, GeneralSecurityException {
        KeyPair key = Authority.newKey();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", key.getPrivate(), new char[0], new Certificate[] {
            cluster.issueServer(issuer, key, names, List.of("127.0.0.1"))
        });
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext toClients = SSLContext.getInstance("TLS");
        toClients.init(keys.getKeyManagers(), null, null);
        return toClients;
    }

    public int port() {
        return doorway.port();
    }

    /** TCP connections so far. */
    public int connections() {
        return connections.get();
    }

    /** Connection upgrades asked for so far, refused ones included. */
    public int upgrades() {
        return upgrades.get();
    }

    private @Nullable String choose(List<String> offered) {
        return switch (alpn) {
            case STRIPS -> "";
            case HTTP_1_ONLY -> offered.contains("http/1.1") ? "http/1.1" : null;
            case HTTP_2 -> offered.contains("h2") ? "h2" : offered.contains("http/1.1") ? "http/1.1" : null;
        };
    }

    private void serve(Socket client) throws IOException {
        connections.incrementAndGet();
        try (SSLSocket outside =
                        (SSLSocket) toClients.getSocketFactory().createSocket(client, null, client.getPort(), true);
                SSLSocket inside = (SSLSocket) toProxy.getSocketFactory().createSocket()) {
            outside.setUseClientMode(false);
            outside.setHandshakeApplicationProtocolSelector((socket, offered) -> choose(offered));
            outside.startHandshake();
            boolean http2 = "h2".equals(outside.getApplicationProtocol());
            byte[] first = http2 ? new byte[0] : first(outside);
            if (new String(first, StandardCharsets.ISO_8859_1).startsWith("GET /webapi/connectionupgrade ")) {
                upgrades.incrementAndGet();
                if (!refusal.isEmpty()) {
                    outside.getOutputStream()
                            .write(("HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    return;
                }
            }
            doorway.hold(inside);
            inside.connect(target);
            inside.setTcpNoDelay(true);
            var parameters = inside.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {http2 ? "h2" : "http/1.1"});
            inside.setSSLParameters(parameters);
            inside.startHandshake();
            inside.getOutputStream().write(first);
            Splice.both(outside, inside, doorway.threads());
            doorway.letGo(inside);
        }
    }

    private static byte[] first(Socket from) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int count = from.getInputStream().read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, count));
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        doorway.close();
    }
}
