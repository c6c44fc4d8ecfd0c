package dev.machineid.lab.fault;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.tls.Splice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy on loopback that only tunnels ({@code CONNECT}), every name to one address; with or without a password. */
public final class ConnectProxy implements AutoCloseable {
    private static final int LONGEST_HEAD = 16 * 1024;

    private final InetSocketAddress target;
    private final @Nullable Secret credentials;
    private final Doorway doorway = Doorway.anywhere("connect-proxy");
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param credentials {@code user:password} that a client must present, or null for none */
    public ConnectProxy(InetSocketAddress target, @Nullable Secret credentials) throws IOException {
        this.target = target;
        this.credentials = credentials;
        doorway.open(this::serve);
    }

    public int port() {
        return doorway.port();
    }

    /** What clients asked to be connected to, {@code HOST:PORT}, refused ones included. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve(Socket client) throws IOException {
        try (Socket upstream = new Socket()) {
            doorway.hold(upstream);
            upstream.setTcpNoDelay(true);
            String head = head(client.getInputStream());
            asked.add(head.startsWith("CONNECT ") ? head.substring(8, head.indexOf(' ', 8)) : "");
            if (!admitted(head)) {
                answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"lab\"");
                return;
            }
            upstream.connect(target);
            answer(client, "200 Connection established");
            Splice.both(client, upstream, doorway.threads());
            doorway.letGo(upstream);
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

    @Override
    public void close() {
        doorway.close();
    }
}
