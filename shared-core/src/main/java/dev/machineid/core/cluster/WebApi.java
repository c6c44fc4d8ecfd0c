package dev.machineid.core.cluster;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.X509TrustManager;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP endpoints of a proxy, or of an auth server reached through it.
 *
 * <p>Only {@code h2} is offered, since a proxy prefers HTTP/1.1 when it may choose and discovery and join could then not
 * share one connection's flight; a server without HTTP/2 is asked again with HTTP/1.1.
 */
public final class WebApi {
    private static final int LONGEST_VERSION = 64;
    private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
    private static final List<String> HTTP_2 = List.of("h2");
    private static final List<String> HTTP_1 = List.of("http/1.1");

    private final Network network;
    private final ClusterAddress address;
    private final HttpUrl base;
    private final X509TrustManager trust;
    private final Passage passage;
    private volatile RoutedClient client;
    private volatile boolean mayFallBack;
    private @Nullable Consumer<ConnectionFacts> observer;

    private WebApi(
            Network network,
            ClusterAddress address,
            String host,
            X509TrustManager trust,
            List<String> alpn,
            boolean mayFallBack,
            Passage passage) {
        this.passage = passage;
        this.network = network;
        this.address = address;
        this.trust = trust;
        this.base = new HttpUrl.Builder()
                .scheme("https")
                .host(host)
                .port(address.port())
                .build();
        this.client = client(alpn);
        this.mayFallBack = mayFallBack;
    }

    /** The web endpoints of a proxy. */
    static WebApi ofProxy(Network network, ClusterAddress proxy, X509TrustManager trust) {
        Passage straight = new Passage(proxy, null, ConnectionUpgrades.NEVER);
        return new WebApi(network, proxy, proxy.host(), trust, HTTP_2, true, straight);
    }

    /** The REST endpoints of an auth server, reached with the given protocol names. */
    static WebApi ofAuth(
            Network network, ClusterAddress address, X509TrustManager trust, List<String> alpn, Passage passage) {
        return new WebApi(network, address, TlsRouting.AUTHORITY, trust, alpn, false, passage);
    }

    private RoutedClient client(List<String> alpn) {
        Network.Link link = new Network.Link(address, alpn, false, trust, null);
        return new RoutedClient(network, link, passage, false, EventListener.NONE, this::observed);
    }

    private OkHttpClient observed(OkHttpClient plain) {
        Consumer<ConnectionFacts> told = observer;
        return told == null
                ? plain
                : plain.newBuilder()
                        .addNetworkInterceptor(chain -> {
                            ConnectionFacts.of(chain.connection()).ifPresent(told);
                            return chain.proceed(chain.request());
                        })
                        .build();
    }

    /** Tells with every answer from now on how its connection was made. */
    public void observe(Consumer<ConnectionFacts> told) {
        observer = told;
        client = client(HTTP_2);
    }

    /** {@code GET /webapi/find}. */
    public ClusterInfo find(Clock clock) {
        Request request = request("/webapi/find").get().build();
        try (Response response = send(request)) {
            WebAnswer answer = WebAnswer.parse(success(response));
            String name = answer.text("cluster_name")
                    .filter(text -> CLUSTER.matcher(text).matches())
                    .orElseThrow(() -> new WebAnswer.Unusable("the answer names no cluster"));
            return new ClusterInfo(
                    name,
                    SafeText.line(answer.text("server_version").orElse(""), LONGEST_VERSION),
                    answer.flag("proxy.tls_routing_enabled"),
                    answer.text("proxy.ssh.public_addr"),
                    skew(response.headers(), clock));
        } catch (IOException failure) {
            throw explain(failure);
        }
    }

    /** {@code GET /webapi/auth/export?type=tls-host}: the cluster's host authorities, PEM. Nothing vouches for them yet. */
    public byte[] exportHostAuthorities() {
        try (Response response =
                send(request("/webapi/auth/export?type=tls-host").get().build())) {
            return success(response);
        } catch (IOException failure) {
            throw explain(failure);
        }
    }

    /**
     * {@code POST} of one JSON document to a join endpoint.
     *
     * @param document the request with the proof in it
     * @throws WebRefusal with the server's words
     * @throws IOException where the connection failed; {@link #explain} says what that means
     */
    public JoinAnswer join(String path, Secret document) throws IOException {
        Request request = request(path)
                .header("content-type", "application/json; charset=utf-8")
                .post(new OneShotBody(document.revealBytes()))
                .build();
        try (Response response = send(request)) {
            WebAnswer answer = WebAnswer.parse(success(response));
            return new JoinAnswer(
                    decode(answer.text("ssh")),
                    decode(answer.text("tls")),
                    decode(answer.texts("tls_ca_certs")),
                    decode(answer.texts("ssh_ca_certs")));
        }
    }

    /**
     * What the older join endpoint hands out.
     *
     * @param ssh the SSH certificate, authorized_keys form
     * @param tls the TLS certificate, PEM
     * @param tlsAuthorities PEM
     * @param sshAuthorities authorized_keys form
     */
    public record JoinAnswer(String ssh, String tls, List<String> tlsAuthorities, List<String> sshAuthorities) {}

    private static String decode(Optional<String> base64) throws IOException {
        return decode(base64.orElseThrow(() -> new WebAnswer.Unusable("the answer lacks a certificate")));
    }

    private static List<String> decode(List<String> base64) throws IOException {
        List<String> decoded = new ArrayList<>();
        for (String text : base64) {
            decoded.add(decode(text));
        }
        return decoded;
    }

    private static String decode(String base64) throws IOException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new WebAnswer.Unusable("a certificate in the answer is not base64");
        }
    }

    private Request.Builder request(String path) {
        HttpUrl url = base.resolve(path);
        if (url == null) {
            throw new IllegalArgumentException("not a path: " + path);
        }
        return new Request.Builder()
                .url(url)
                .header("accept", "application/json")
                .header("user-agent", "machine-id");
    }

    private Response send(Request request) throws IOException {
        try {
            return call(request);
        } catch (IOException failure) {
            if (!mayFallBack || !Failures.noApplicationProtocol(failure)) {
                throw failure;
            }
            mayFallBack = false;
            client = client(HTTP_1);
            return call(request);
        }
    }

    private Response call(Request request) throws IOException {
        while (true) {
            RoutedClient.Made made = client.get();
            var call = made.client().newCall(request);
            call.timeout().timeout(Math.max(1, network.deadline().remaining().toMillis()), TimeUnit.MILLISECONDS);
            try {
                return call.execute();
            } catch (IOException failure) {
                if (!client.again(failure, made)) {
                    throw failure;
                }
            }
        }
    }

    private byte[] success(Response response) throws IOException {
        if (response.isRedirect()) {
            throw WebFailures.redirected(address, response.header("location"));
        }
        byte[] body = response.body().source().request(WebAnswer.MAX_BYTES + 1L)
                ? tooLong()
                : response.body().bytes();
        if (response.isSuccessful()) {
            return body;
        }
        throw new WebRefusal(response.code(), words(body, response.code()), RetryAfter.read(response.headers()));
    }

    private static byte[] tooLong() throws IOException {
        throw new WebAnswer.Unusable("the answer is longer than " + WebAnswer.MAX_BYTES + " bytes");
    }

    private static String words(byte[] body, int status) {
        try {
            WebAnswer answer = WebAnswer.parse(body);
            return answer.text("error.message").or(() -> answer.text("message")).orElse(WebRefusal.NO_WORDS + status);
        } catch (IOException noJson) {
            return WebRefusal.NO_WORDS + status;
        }
    }

    private static Optional<Duration> skew(Headers headers, Clock clock) {
        return Optional.ofNullable(headers.get("date"))
                .flatMap(HttpDate::parse)
                .map(date -> Duration.ofSeconds(
                        date.getEpochSecond() - Instant.now(clock).getEpochSecond()));
    }

    /** What a failed connection means to the user; the next call gets a new one. */
    public MachineIdException explain(IOException failure) {
        if (failure instanceof WebRefusal refusal && refusal.isRateLimit()) {
            return WebFailures.slowDown(address, refusal);
        }
        // A connection whose end nobody has read yet counts as good, and would be taken for every further attempt.
        client.evict();
        if (failure instanceof WebAnswer.Unusable || failure instanceof WebRefusal) {
            String why = failure instanceof WebRefusal refusal ? "status " + refusal.status() : failure.getMessage();
            return WebFailures.notTeleport(address, String.valueOf(why), failure);
        }
        return Failures.explain(failure, address);
    }
}
