package dev.machineid.lab.fault;

import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A login portal on loopback: whatever is asked, it answers with its page, or sends to it. */
public final class Portal implements AutoCloseable {
    private static final String PAGE = "<!DOCTYPE html><html><body>Please sign in</body></html>";

    private final SSLContext tls;
    private final int status;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(Portal::daemon);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();

    private Portal(SSLContext tls, int status) throws IOException {
        this.tls = tls;
        this.status = status;
        this.server = new ServerSocket(0, 128, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        threads.execute(this::accept);
    }

    /**
     * Starts one.
     *
     * @param issuer of its certificate, which is for {@code localhost} and 127.0.0.1
     * @param status of every answer; with one of 300 to 399 it names another host
     */
    public static Portal before(ClusterAuthorities cluster, Authority issuer, int status)
            throws IOException, GeneralSecurityException {
        return new Portal(LoadBalancer.server(cluster, issuer, List.of("localhost")), status);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Requests answered so far. */
    public int requests() {
        return requests.get();
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
                SSLSocket socket =
                        (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true)) {
            socket.setUseClientMode(false);
            socket.setHandshakeApplicationProtocolSelector((connection, offered) -> "");
            socket.startHandshake();
            if (socket.getInputStream().read(new byte[16 * 1024]) > 0) {
                requests.incrementAndGet();
                String sent = status / 100 == 3 ? "Location: https://sign-in.example.com/\r\n" : "";
                String answer = "HTTP/1.1 " + status + " Portal\r\n" + sent
                        + "Content-Type: text/html\r\nConnection: close\r\nContent-Length: " + PAGE.length()
                        + "\r\n\r\n" + PAGE;
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException gone) {
            // the client sees a closed connection
        } finally {
            open.remove(client);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "portal");
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
