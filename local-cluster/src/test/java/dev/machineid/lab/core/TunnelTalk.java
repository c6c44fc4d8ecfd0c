package dev.machineid.lab.core;

import dev.machineid.core.TargetTunnel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a client says into a tunnel, and what comes back. */
final class TunnelTalk {
    static final String GET = "GET /path HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n";

    private TunnelTalk() {}

    /** The answer's first line, behind the head where it is HTTP; {@code null} as a word where none comes. */
    static String line(TargetTunnel tunnel, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tunnel.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && !line.isEmpty() && line.startsWith("HTTP")) {
                for (String header = line; header != null && !header.isEmpty(); header = in.readLine()) {
                    line = header;
                }
                line = in.readLine();
            }
            return String.valueOf(line);
        }
    }
}
