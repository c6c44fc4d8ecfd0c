package dev.machineid.lab.fault;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.tls.Splice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy on loopback that only tunnels ({@code CONNECT}), every name to one address; with or without a password. */
public final class ConnectProxy implements AutoCloseable {
    private static final int LONGEST_HEAD = 16 * 1024;

    private final InetSocketAddress target;
    private final @Nullable Secret credentials;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(ConnectProxy::daemon);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param credentials {@code user:password} that a client must present, or null for none */
    public ConnectProxy(InetSocketAddress target, @Nullable Secret credentials) throws IOException {
        this.target = target;
        this.credentials = credentials;
        this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What clients asked to be connected to, {@code HOST:PORT}, refused ones included. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket()) {
            open.add(upstream);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            String head = head(client.getInputStream());
            asked.add(head.startsWith("CONNECT ") ? head.substring(8, head.indexOf(' ', 8)) : "");
            if (!admitted(head)) {
                answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"lab\"");
                return;
            }
            upstream.connect(target);
            answer(client, "200 Connection established");
            Splice.both(client, upstream, threads);
            open.remove(upstream);
        } catch (IOException gone) {
            // the client sees a closed connection
        } finally {
            open.remove(client);
        }
    }

    private boolean admitted(String head) {
        if (credentials == null) {
            return true;
        }
        String wanted = "Basic " + Base64.getEncoder().encodeToString(credentials.revealBytes());
        Optional<String> presented = head.lines()
                .filter(line -> line.regionMatches(true, 0, "proxy-authorization: ", 0, 21))
                .map(line -> line.substring(21))
                .findFirst();
        return presented
                .filter(text -> Secret.of(text).equals(Secret.of(wanted)))
                .isPresent();
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > LONGEST_HEAD) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "connect-proxy");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        Splice.closeQuietly(server);
        open.forEach(Splice::closeQuietly);
        threads.shutdownNow();
    }
}
