package dev.machineid.lab.tls;

import dev.machineid.lab.count.Counters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Answers {@code GET /webapi/connectionupgrade} on a connection to the web port. */
final class UpgradeDesk {
    static final String REQUEST = "GET /webapi/connectionupgrade HTTP/1.1\r\n";

    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LONGEST_HEAD = 16 * 1024;

    private final Upgrades known;
    private final Counters counters;

    UpgradeDesk(Upgrades known, Counters counters) {
        this.known = known;
        this.counters = counters;
    }

    /** The client's first bytes, as many as tell the request from others. */
    static byte[] begin(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (read.size() < REQUEST.length()) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            read.write(next);
            if (next != REQUEST.charAt(read.size() - 1)) {
                break;
            }
        }
        return read.toByteArray();
    }

    static boolean isUpgrade(byte[] begin) {
        return new String(begin, StandardCharsets.ISO_8859_1).equals(REQUEST);
    }

    /** Answers, and gives the connection inside; empty where it was refused. The request's line was read already. */
    Optional<Socket> answer(Socket outer) throws IOException {
        String head = head(outer.getInputStream());
        String upgrade = header(head, "upgrade");
        boolean webSocket = upgrade.equals("websocket");
        String protocol = webSocket ? header(head, "sec-websocket-protocol") : upgrade;
        boolean understood = (protocol.equals("alpn") || protocol.equals("alpn-ping"))
                && known == (webSocket ? Upgrades.WEB_SOCKET : Upgrades.OWN);
        if (!understood) {
            counters.add("upgrade/refused");
            String body = "{\"error\":{\"message\":\"unsupported upgrade types\"}}";
            write(outer, "HTTP/1.1 404 Not Found\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return Optional.empty();
        }
        counters.add("upgrade/" + (webSocket ? "websocket/" : "") + protocol);
        String common = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n";
        if (!webSocket) {
            write(outer, common + "Upgrade: " + protocol + "\r\nX-Teleport-Upgrade: " + protocol + "\r\n\r\n");
            return Optional.of(protocol.equals("alpn") ? outer : InnerSocket.framed(outer));
        }
        write(
                outer,
                common + "Upgrade: websocket\r\nSec-WebSocket-Protocol: " + protocol + "\r\nSec-WebSocket-Accept: "
                        + accept(header(head, "sec-websocket-key")) + "\r\n\r\n");
        return Optional.of(InnerSocket.webSocket(outer, protocol.equals("alpn-ping")));
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

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String accept(String key) throws IOException {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
