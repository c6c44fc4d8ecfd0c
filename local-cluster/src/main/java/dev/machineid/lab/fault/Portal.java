package dev.machineid.lab.fault;

import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A login portal on loopback: whatever is asked, it answers with its page, or sends to it. */
public final class Portal implements AutoCloseable {
    private static final String PAGE = "<!DOCTYPE html><html><body>Please sign in</body></html>";

    private final SSLContext tls;
    private final int status;
    private final Doorway doorway = Doorway.anywhere("portal");
    private final AtomicInteger requests = new AtomicInteger();

    private Portal(SSLContext tls, int status) throws IOException {
        this.tls = tls;
        this.status = status;
        doorway.open(this::serve);
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
        return doorway.port();
    }

    /** Requests answered so far. */
    public int requests() {
        return requests.get();
    }

    private void serve(Socket client) throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true)) {
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
        }
    }

    @Override
    public void close() {
        doorway.close();
    }
}
