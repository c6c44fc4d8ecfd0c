package dev.machineid.core.cluster;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that end at one target whatever name the URL carries, through the job's HTTP proxy where there is one.
 *
 * <p>Teleport's TLS routing wants the name {@code teleport.cluster.local} in URL and handshake while the connection goes
 * to the proxy's address, so the HTTP client's own CONNECT would name the wrong host.
 */
final class TargetSocketFactory extends SocketFactory {
    private final ClusterAddress target;
    private final Optional<HttpProxy> proxy;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicReference<@Nullable TargetSocket> early = new AtomicReference<>();
    private volatile @Nullable ConnectionUpgrade upgrade;

    TargetSocketFactory(ClusterAddress target, Optional<HttpProxy> proxy) {
        this.target = target;
        this.proxy = proxy;
    }

    /** The host whose addresses the HTTP client has to look up. */
    String lookupHost() {
        return proxy.map(HttpProxy::host).orElse(target.host());
    }

    /** Sockets connected from now on are upgraded in this way. */
    void upgradeBy(@Nullable ConnectionUpgrade way) {
        upgrade = way;
    }

    int openedSockets() {
        return opened.get();
    }

    /** Connects one socket beside other work; the first one asked for is that one. */
    void openEarly(Executor beside, Duration limit) {
        TargetSocket socket = new TargetSocket();
        socket.connected = CompletableFuture.runAsync(() -> connectEarly(socket, limit), beside);
        early.set(socket);
    }

    private void connectEarly(TargetSocket socket, Duration limit) {
        try {
            InetAddress address = InetAddress.getByName(lookupHost());
            socket.open(new InetSocketAddress(address, 0), Math.toIntExact(limit.toMillis()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void closeUnused() {
        TargetSocket unused = early.getAndSet(null);
        if (unused != null) {
            try {
                unused.close();
            } catch (IOException alreadyGone) {
                // nothing was sent on it
            }
        }
    }

    @Override
    public Socket createSocket() {
        TargetSocket opened = early.getAndSet(null);
        return opened == null ? new TargetSocket() : opened;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("only unconnected sockets are made here");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        return createSocket(address.getHostAddress(), port);
    }

    private final class TargetSocket extends Socket {
        private @Nullable CompletableFuture<Void> connected;
        private volatile @Nullable Tunnel tunnel;

        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
            CompletableFuture<Void> begun = connected;
            if (begun == null) {
                open(endpoint, timeoutMillis);
            } else {
                await(begun);
            }
            ConnectionUpgrade way = upgrade;
            if (way != null) {
                int before = getSoTimeout();
                setSoTimeout(timeoutMillis);
                tunnel = way.over(this);
                setSoTimeout(before);
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            Tunnel inside = tunnel;
            return inside == null ? super.getInputStream() : inside.in();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            Tunnel inside = tunnel;
            return inside == null ? super.getOutputStream() : inside.out();
        }

        private void await(CompletableFuture<Void> begun) throws IOException {
            try {
                begun.join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof UncheckedIOException io
                        ? io.getCause()
                        : new IOException("the connection could not be opened", failed.getCause());
            }
        }

        private void open(SocketAddress endpoint, int timeoutMillis) throws IOException {
            InetAddress address = ((InetSocketAddress) endpoint).getAddress();
            int port = proxy.map(HttpProxy::port).orElse(target.port());
            // With Nagle's algorithm every small call waits for the previous one's acknowledgement.
            setTcpNoDelay(true);
            super.connect(new InetSocketAddress(address, port), timeoutMillis);
            opened.incrementAndGet();
            if (proxy.isPresent()) {
                int before = getSoTimeout();
                setSoTimeout(timeoutMillis);
                tunnel(this, proxy.get());
                setSoTimeout(before);
            }
        }
    }

    private void tunnel(Socket socket, HttpProxy through) throws IOException {
        StringBuilder request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        Secret credentials = through.credentials();
        if (credentials != null) {
            request.append("Proxy-Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(credentials.revealBytes()))
                    .append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        HttpHead answer;
        try {
            answer = HttpHead.read(socket.getInputStream());
        } catch (IOException noAnswer) {
            socket.close();
            throw new ExplainedIOException(refusal(through, String.valueOf(noAnswer.getMessage())));
        }
        if (answer.status() / 100 != 2) {
            socket.close();
            throw new ExplainedIOException(refusal(through, answer.statusLine()));
        }
    }

    private FaultException refusal(HttpProxy through, String status) {
        String shown = SafeText.line(status, ServerWords.SHOWN);
        String advice = shown.contains(" 407")
                ? "put a user name and password into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"
                : "check the variable HTTPS_PROXY, or list the Teleport proxy in NO_PROXY";
        return new FaultException(
                ErrorCode.HTTP_PROXY_REFUSED,
                "the HTTP proxy " + through.host() + ":" + through.port() + " would not connect to " + target + ": "
                        + shown,
                advice);
    }
}
