package dev.machineid.core.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/** A TLS server that keeps what clients offered, answers ALPN as it is told, and passes the plaintext on. */
public final class TlsFront implements AutoCloseable {
    public static final HeldCertificate AUTHORITY = authority();

    private final ServerSocket server;
    private final int backend;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    public final AtomicInteger connections = new AtomicInteger();

    /** What one client offered: protocol names, server names, and how many certificates of its own. */
    record Hello(List<String> alpn, List<String> serverNames, int certificates) {}

    /**
     * @param select from the offered names to the chosen one, empty for an answer without ALPN, null for the alert
     * @param backend the plaintext port behind, 0 to hang up after the handshake
     */
    TlsFront(InetAddress at, HeldCertificate certificate, Function<List<String>, @Nullable String> select, int backend)
            throws IOException {
        this.backend = backend;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(at, 0));
        HandshakeCertificates certificates = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
        daemon(() -> {
            while (true) {
                Socket raw = server.accept();
                connections.incrementAndGet();
                open.add(raw);
                daemon(() -> serve(raw, certificates, select));
            }
        });
    }

    /** On 127.0.0.1, for {@code localhost} and {@code teleport.cluster.local}. */
    public static TlsFront start(Function<List<String>, @Nullable String> select, int backend) throws IOException {
        return new TlsFront(
                Links.HERE, certificate("localhost", "127.0.0.1", "teleport.cluster.local"), select, backend);
    }

    static HeldCertificate authority() {
        return new HeldCertificate.Builder().certificateAuthority(0).build();
    }

    public static HeldCertificate certificate(String... names) {
        return certificate(Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600), names);
    }

    static HeldCertificate certificate(Instant from, Instant to, String... names) {
        HeldCertificate.Builder builder = new HeldCertificate.Builder()
                .signedBy(AUTHORITY)
                .validityInterval(from.toEpochMilli(), to.toEpochMilli());
        List.of(names).forEach(builder::addSubjectAlternativeName);
        return builder.build();
    }

    public int port() {
        return server.getLocalPort();
    }

    boolean allClosed() {
        return open.stream().allMatch(Socket::isClosed);
    }

    private void serve(Socket raw, HandshakeCertificates certificates, Function<List<String>, @Nullable String> select)
            throws IOException {
        try (raw;
                SSLSocket tls =
                        (SSLSocket) certificates.sslSocketFactory().createSocket(raw, null, raw.getPort(), true)) {
            tls.setUseClientMode(false);
            tls.setWantClientAuth(true);
            List<List<String>> offered = new CopyOnWriteArrayList<>();
            tls.setHandshakeApplicationProtocolSelector((socket, names) -> {
                offered.add(List.copyOf(names));
                return select.apply(names);
            });
            try {
                tls.startHandshake();
            } finally {
                hellos.add(new Hello(offered.isEmpty() ? List.of() : offered.get(0), names(tls), chain(tls)));
            }
            if (backend != 0) {
                try (Socket inner = new Socket(Links.HERE, backend)) {
                    inner.setTcpNoDelay(true);
                    daemon(() -> copy(inner, tls));
                    copy(tls, inner);
                }
            }
        }
    }

    private static List<String> names(SSLSocket tls) {
        return tls.getSession() instanceof ExtendedSSLSession session
                ? session.getRequestedServerNames().stream()
                        .map(SNIServerName::getEncoded)
                        .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.US_ASCII))
                        .toList()
                : List.of();
    }

    private static int chain(SSLSocket tls) {
        try {
            return ((X509Certificate[]) tls.getSession().getPeerCertificates()).length;
        } catch (SSLPeerUnverifiedException none) {
            return 0;
        }
    }

    static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    interface Work {
        void run() throws IOException;
    }

    static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | UncheckedIOException over) {
                // the other side went away
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
