package dev.machineid.command.daemon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /livez}, {@code /readyz} and {@code /metrics}, on loopback unless said; it tells no secret and takes no orders. */
public final class Endpoints implements AutoCloseable {
    /** Where they are unless said. */
    public static final String DEFAULT = "127.0.0.1:9471";

    /** A word for nowhere. */
    public static final String NONE = "none";

    private static final int PORT = 9471;
    private static final int BACKLOG = 16;
    private static final int THREADS = 2;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final HttpServer server;
    private final ExecutorService threads;

    private Endpoints(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** What one of them says. */
    record Answer(int status, String type, String text) {
        static Answer plain(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text);
        }
    }

    /**
     * Begins to listen.
     *
     * @param listen {@code HOST:PORT}; port 0 takes any
     * @param answers by path
     * @throws InvalidRequestException ENDPOINTS_UNAVAILABLE
     */
    static Endpoints open(String listen, Map<String, Supplier<Answer>> answers) {
        InetSocketAddress address = address(listen);
        // Whoever connects and says nothing would keep one of the few threads for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        try {
            HttpServer server = HttpServer.create(address, BACKLOG);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
                Thread thread = new Thread(task, "machine-id-endpoints");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads); // one slow reader must not stop the watchdog of another
            server.createContext("/", exchange -> answer(exchange, answers));
            server.start();
            return new Endpoints(server, threads);
        } catch (IOException taken) {
            throw unavailable(listen, String.valueOf(taken.getMessage()), taken);
        }
    }

    private static InetSocketAddress address(String listen) {
        if (listen.endsWith(":0")) { // for tests; whoever looks for the endpoints has to know where they are
            return new InetSocketAddress(listen.substring(0, listen.length() - 2), 0);
        }
        ClusterAddress parsed = ClusterAddress.parse(listen, PORT);
        return new InetSocketAddress(parsed.host(), parsed.port());
    }

    private static InvalidRequestException unavailable(String listen, String reason, Throwable cause) {
        return new InvalidRequestException(
                ErrorCode.ENDPOINTS_UNAVAILABLE,
                "the endpoints cannot be had at " + SafeText.quote(listen),
                List.of("reason: " + SafeText.line(reason, SafeText.QUOTE_LIMIT)),
                "name another address with --listen or listen: in the file, or none",
                cause);
    }

    private static void answer(HttpExchange exchange, Map<String, Supplier<Answer>> answers) throws IOException {
        try (exchange) {
            Supplier<Answer> known = answers.get(exchange.getRequestURI().getPath());
            String method = exchange.getRequestMethod();
            boolean reads = method.equals("GET") || method.equals("HEAD");
            Answer answer = known == null
                    ? Answer.plain(NOT_FOUND, "there are: " + String.join(", ", answers.keySet()) + "\n")
                    : reads ? known.get() : Answer.plain(NOT_ALLOWED, "GET only\n");
            byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (method.equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Where they are. */
    String address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    static Answer ok(String text) {
        return Answer.plain(OK, text);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
