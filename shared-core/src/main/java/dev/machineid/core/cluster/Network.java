package dev.machineid.core.cluster;

import dev.machineid.core.platform.CloudHttp;
import dev.machineid.core.platform.IdTokenHttp;
import dev.machineid.core.request.ClusterAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP clients of one login: one thread pool and one deadline, and per TLS connection its own names, trust and
 * certificate. Close it when the login is over.
 */
public final class Network implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final Map<String, String> variables;
    private final Deadline deadline;
    private final OkHttpClient base;
    private final Dns names;
    private final List<TargetSocketFactory> targets = new ArrayList<>();
    private final Map<ClusterAddress, TargetSocketFactory> early = new ConcurrentHashMap<>();
    private final List<ConnectionPool> pools = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();

    /** @param variables the job's environment, for {@code HTTPS_PROXY} and {@code NO_PROXY} */
    public Network(Map<String, String> variables, Deadline deadline) {
        this(variables, deadline, host -> List.of(InetAddress.getAllByName(host)));
    }

    Network(Map<String, String> variables, Deadline deadline, Dns names) {
        this.names = names;
        this.variables = Map.copyOf(variables);
        this.deadline = deadline;
        this.base = new OkHttpClient.Builder()
                // Or OkHttp reads the runtime's 140 authorities for a client that connects nowhere.
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .proxy(java.net.Proxy.NO_PROXY) // sockets go through one themselves: HttpProxy
                .followRedirects(false)
                .followSslRedirects(false)
                // A repeated join could spend a single-use secret; whoever may repeat a call does it knowingly.
                .retryOnConnectionFailure(false)
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
    }

    Map<String, String> variables() {
        return variables;
    }

    public Deadline deadline() {
        return deadline;
    }

    /** TCP connections opened so far. */
    public int connections() {
        synchronized (targets) {
            return targets.stream().mapToInt(TargetSocketFactory::openedSockets).sum();
        }
    }

    /** Requests sent so far. */
    public int requests() {
        return requests.get();
    }

    /** {@code HOST:PORT} of the HTTP proxy that connections to the address go through, if one is set for it. */
    public Optional<String> httpProxy(ClusterAddress address) {
        return HttpProxy.forTarget(address, variables).map(proxy -> proxy.host() + ":" + proxy.port());
    }

    /**
     * What the address's host is called in numbers.
     *
     * @throws dev.machineid.core.report.FaultException UNKNOWN_HOST
     */
    public List<InetAddress> lookup(ClusterAddress address) {
        try {
            return names.lookup(address.host());
        } catch (UnknownHostException unknown) {
            throw Failures.explain(unknown, address);
        }
    }

    /** The way to a CI platform's token service. */
    public IdTokenHttp platformTokens() {
        return new PlatformTokenService(base, names, variables, deadline);
    }

    /** The way to a cloud's metadata servers and to its token service. */
    public CloudHttp cloud() {
        return new CloudService(base, names, variables, deadline);
    }

    /** How one TLS connection is made. */
    record Link(
            ClusterAddress address,
            List<String> alpn,
            boolean alwaysHttp2,
            X509TrustManager trust,
            @Nullable X509ExtendedKeyManager certificate,
            @Nullable ConnectionUpgrade upgrade) {
        Link(
                ClusterAddress address,
                List<String> alpn,
                boolean alwaysHttp2,
                X509TrustManager trust,
                @Nullable X509ExtendedKeyManager certificate) {
            this(address, alpn, alwaysHttp2, trust, certificate, null);
        }

        /** The same, upgraded first. */
        Link by(@Nullable ConnectionUpgrade way) {
            return new Link(address, alpn, alwaysHttp2, trust, certificate, way);
        }
    }

    /** Opens one TCP connection to the address; the next client for it takes it. */
    void openEarly(ClusterAddress address, Executor beside) {
        TargetSocketFactory sockets = fresh(address);
        sockets.openEarly(beside, CONNECT_LIMIT);
        early.put(address, sockets);
    }

    private TargetSocketFactory sockets(ClusterAddress address) {
        TargetSocketFactory opened = early.remove(address);
        return opened == null ? fresh(address) : opened;
    }

    private TargetSocketFactory fresh(ClusterAddress address) {
        TargetSocketFactory sockets = new TargetSocketFactory(address, HttpProxy.forTarget(address, variables));
        synchronized (targets) {
            targets.add(sockets);
        }
        return sockets;
    }

    /**
     * One TLS connection without HTTP over it, as long-lived as its user wants; nothing of it is kept here.
     *
     * @param inside what the server is called behind a connection upgrade
     */
    SSLSocket connect(Link link, String inside) throws IOException {
        Socket raw = open(link.address(), link.upgrade());
        try {
            return handshake(raw, link, link.upgrade() == null ? link.address().host() : inside);
        } catch (IOException broken) {
            raw.close();
            throw broken;
        }
    }

    /** The same before TLS begins, which is left to somebody else. */
    Socket open(ClusterAddress target, @Nullable ConnectionUpgrade upgrade) throws IOException {
        TargetSocketFactory sockets = new TargetSocketFactory(target, HttpProxy.forTarget(target, variables));
        sockets.upgradeBy(upgrade);
        IOException failed = new UnknownHostException(sockets.lookupHost());
        for (InetAddress address : lookup(names, sockets.lookupHost()).lookup(sockets.lookupHost())) {
            Socket raw = sockets.createSocket();
            try {
                raw.connect(new InetSocketAddress(address, 0), Math.toIntExact(CONNECT_LIMIT.toMillis()));
                return raw;
            } catch (ConnectException next) {
                raw.close();
                failed = next;
            } catch (IOException broken) {
                raw.close();
                throw broken;
            }
        }
        throw failed;
    }

    private static SSLSocket handshake(Socket raw, Link link, String name) throws IOException {
        SSLSocket tls = (SSLSocket) context(link)
                .getSocketFactory()
                .createSocket(raw, name, link.address().port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(link.alpn().toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.setSoTimeout(Math.toIntExact(CONNECT_LIMIT.toMillis()));
        tls.startHandshake();
        tls.setSoTimeout(0);
        return tls;
    }

    OkHttpClient client(Link link, EventListener listener) {
        TargetSocketFactory sockets = link.certificate() == null ? fresh(link.address()) : sockets(link.address());
        sockets.upgradeBy(link.upgrade());
        ConnectionPool pool = new ConnectionPool();
        synchronized (targets) {
            pools.add(pool);
        }
        return base.newBuilder()
                .connectionPool(pool)
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                .socketFactory(sockets)
                .dns(lookup(names, sockets.lookupHost()))
                .protocols(
                        link.alwaysHttp2() || link.alpn().contains("h2")
                                ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
                                : List.of(Protocol.HTTP_1_1))
                .sslSocketFactory(
                        new AlpnSocketFactory(context(link).getSocketFactory(), link.alpn(), link.alwaysHttp2()),
                        new NoAuthorities())
                .eventListener(listener)
                .addInterceptor(chain -> {
                    requests.incrementAndGet();
                    return chain.proceed(chain.request());
                })
                .build();
    }

    /** Looks up one host whatever name the URL carries; says which one where it is not known. */
    static Dns lookup(Dns names, String host) {
        return ignored -> {
            try {
                return names.lookup(host);
            } catch (UnknownHostException unknown) {
                UnknownHostException named = new UnknownHostException(host);
                named.initCause(unknown);
                throw named;
            }
        };
    }

    /** Lets a client believe whom that manager believes. */
    static void trust(OkHttpClient.Builder builder, X509TrustManager manager) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            builder.sslSocketFactory(context.getSocketFactory(), manager);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime offers no TLS", impossible);
        }
    }

    private static SSLContext context(Link link) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = link.certificate() == null ? null : new KeyManager[] {link.certificate()};
            TrustManager trust =
                    link.trust() instanceof X509ExtendedTrustManager named ? new NamingTrust(named) : link.trust();
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime offers no TLS", impossible);
        }
    }

    /** Ends every connection and thread. */
    @Override
    public void close() {
        base.dispatcher().cancelAll();
        base.dispatcher().executorService().shutdown();
        synchronized (targets) {
            targets.forEach(TargetSocketFactory::closeUnused);
            pools.forEach(ConnectionPool::evictAll);
        }
        base.connectionPool().evictAll();
    }
}
