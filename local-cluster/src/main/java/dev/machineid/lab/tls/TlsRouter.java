package dev.machineid.lab.tls;

import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A TLS port of the cluster on loopback: chooses a route by ALPN, does the handshake, and splices the plaintext to the route's backend. */
public final class TlsRouter implements AutoCloseable {
    private static final int HANDSHAKE_MILLIS = 10_000;

    private final ClusterAuthorities authorities;
    private final Door door;
    private final UpgradeDesk upgrades;
    private final Map<Route, InetSocketAddress> backends;
    private final Function<Origins.Origin, Optional<InetSocketAddress>> targets;
    private final Map<Route.Certificate, SSLContext> contexts = new EnumMap<>(Route.Certificate.class);
    private final Origins origins;
    private final Counters counters;
    private final Executor threads;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Binds the door's port (0 for any); connections are served from {@link #start()} on, by the target that an origin
     * leads to, else by its route's backend. */
    public TlsRouter(
            Door door,
            ClusterAuthorities authorities,
            Authority web,
            List<String> webNames,
            Map<Route, InetSocketAddress> backends,
            Function<Origins.Origin, Optional<InetSocketAddress>> targets,
            Origins origins,
            Counters counters,
            Executor threads)
            throws IOException, GeneralSecurityException {
        this.authorities = authorities;
        this.door = door;
        this.upgrades = new UpgradeDesk(door.upgrades(), counters);
        this.backends = Map.copyOf(backends);
        this.targets = targets;
        this.origins = origins;
        this.counters = counters;
        this.threads = threads;
        contexts.put(Route.Certificate.WEB, context(web, webNames, List.of("127.0.0.1", "::1")));
        contexts.put(
                Route.Certificate.CLUSTER,
                context(
                        authorities.host(),
                        java.util.stream.Stream.of(
                                        java.util.stream.Stream.of(
                                                "teleport.cluster.local", "*.teleport.cluster.local"),
                                        webNames.stream(),
                                        webNames.stream().map(name -> Route.KUBERNETES_NAME + name))
                                .flatMap(names -> names)
                                .toList(),
                        door.addresses()));
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()), 128);
    }

    private SSLContext context(Authority issuer, List<String> dns, List<String> addresses)
            throws GeneralSecurityException, IOException {
        KeyPair key = Authority.newKey();
        X509Certificate certificate = authorities.issueServer(issuer, key, dns, addresses);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new ClientTrust(authorities)}, null);
        return context;
    }

    public int port() {
        return server.getLocalPort();
    }

    public void start() {
        threads.execute(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                counters.add(door.counter());
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket raw) {
        serve(raw, Route::certificate);
    }

    private void serve(Socket raw, Function<Route, Route.Certificate> certificates) {
        open.add(raw);
        try (raw) {
            raw.setTcpNoDelay(true);
            raw.setSoTimeout(HANDSHAKE_MILLIS);
            ClientHello hello = ClientHello.read(raw.getInputStream());
            Optional<Route> route = door.routes().apply(hello.serverName(), hello.alpn());
            if (route.isPresent()) {
                serve(raw, hello, route.get(), certificates.apply(route.get()));
            }
        } catch (IOException gone) {
            // The client went away or did not speak our TLS; it has been told by an alert where there is one.
        } finally {
            open.remove(raw);
        }
    }

    private void serve(Socket raw, ClientHello hello, Route route, Route.Certificate certificate) throws IOException {
        SSLContext context = contexts.get(certificate);
        try (SSLSocket tls = (SSLSocket) java.util.Objects.requireNonNull(context)
                .getSocketFactory()
                .createSocket(raw, new ByteArrayInputStream(hello.consumed()), true)) {
            tls.setUseClientMode(false);
            tls.setSSLParameters(likeGo(tls.getSSLParameters()));
            tls.setWantClientAuth(route.clientAuth() == Route.ClientAuth.OPTIONAL);
            if (route.clientAuth() == Route.ClientAuth.REQUIRED) {
                tls.setNeedClientAuth(true);
            }
            tls.setHandshakeApplicationProtocolSelector((socket, offered) -> route.answerTo(offered));
            tls.startHandshake();
            raw.setSoTimeout(0);
            X509Certificate[] chain = clientChain(tls);
            if (chain.length > 1) {
                return; // the real auth server hangs up on intermediates without a word
            }
            counters.add("tls/" + route.name().toLowerCase(java.util.Locale.ROOT));
            Optional<Peer> peer = chain.length == 0 ? Optional.empty() : authorities.peer(chain[0]);
            byte[] begun = route == Route.WEB && !"h2".equals(tls.getApplicationProtocol())
                    ? UpgradeDesk.begin(tls.getInputStream())
                    : new byte[0];
            if (UpgradeDesk.isUpgrade(begun)) {
                Optional<Socket> inner = upgrades.answer(tls);
                if (inner.isPresent()) {
                    // The real proxy has one certificate for all that comes by an upgrade.
                    serve(inner.get(), any -> Route.Certificate.CLUSTER);
                }
                return;
            }
            forward(tls, begun, route, new Origins.Origin(route, peer));
        }
    }

    /** A Go server prefers the cipher with the shorter key, whatever the client would rather have. */
    private static SSLParameters likeGo(SSLParameters parameters) {
        List<String> suites = new ArrayList<>(List.of(parameters.getCipherSuites()));
        if (suites.remove("TLS_AES_128_GCM_SHA256")) {
            suites.add(0, "TLS_AES_128_GCM_SHA256");
        }
        parameters.setCipherSuites(suites.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    private static X509Certificate[] clientChain(SSLSocket tls) {
        try {
            return (X509Certificate[]) tls.getSession().getPeerCertificates();
        } catch (SSLPeerUnverifiedException none) {
            return new X509Certificate[0];
        }
    }

    private void forward(SSLSocket tls, byte[] begun, Route route, Origins.Origin origin) throws IOException {
        // What a certificate is bound to comes before what the route serves everybody.
        InetSocketAddress backend = targets.apply(origin).orElse(backends.get(route));
        if (backend == null) {
            return;
        }
        try (Socket inner = new Socket()) {
            inner.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = inner.getLocalPort();
            origins.put(port, origin);
            open.add(inner);
            try {
                inner.setTcpNoDelay(true);
                inner.connect(backend);
                inner.getOutputStream().write(begun);
                Splice.both(tls, inner, threads);
            } finally {
                open.remove(inner);
                origins.remove(port);
            }
        }
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        Splice.closeQuietly(server);
        open.forEach(Splice::closeQuietly);
    }
}
