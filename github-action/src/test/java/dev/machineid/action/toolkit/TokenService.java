package dev.machineid.action.toolkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An id token service whose answers depend on the audience alone, so that two clients get the same. */
final class TokenService implements AutoCloseable {
    static final String BEARER = "request-token-of-the-test";

    private final HttpServer server;
    private final Map<String, Integer> asked = new HashMap<>();
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    TokenService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/idtoken/1?api-version=2.0";
    }

    /** Begins anew, for the next client. */
    void forget() {
        asked.clear();
        lines.clear();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        lines.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Accept") + " "
                + exchange.getRequestHeaders().getFirst("User-agent") + " "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("Proxy-authorization"));
        String audience = query.contains("audience=")
                ? URLDecoder.decode(query.replaceFirst(".*audience=", ""), StandardCharsets.UTF_8)
                : "";
        int count = asked.merge(audience, 1, Integer::sum);
        switch (audience) {
            case "busy-twice" -> reply(exchange, count <= 2 ? 503 : 200, count <= 2 ? "busy" : token(audience));
            case "pending" -> reply(exchange, 403, "{\"message\":\"Job is in 'Pending' state\"}");
            case "no-value" -> reply(exchange, 200, "{}");
            case "not-json" -> reply(exchange, 500, "<html>sorry</html>");
            case "gone" -> reply(exchange, 404, "");
            default -> reply(exchange, 200, token(audience));
        }
    }

    private static String token(String audience) {
        return "{\"value\":\"eyJ0b2tlbg." + audience.length() + ".sig\",\"count\":1}";
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
