package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.wire.auth.GetRoleRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way through an HTTP proxy. */
class TargetSocketFactoryTest {
    private static final ClusterAddress TARGET = new ClusterAddress("localhost", 8443);

    /** A proxy that keeps the heads it is sent, answers with fixed bytes, and may then open the tunnel. */
    private static final class FakeProxy implements AutoCloseable {
        final ServerSocket server = new ServerSocket(0, 50, Links.HERE);
        final List<String> heads = new CopyOnWriteArrayList<>();

        FakeProxy(String answer, int tunnelTo) throws IOException {
            TlsFront.daemon(() -> {
                while (true) {
                    Socket client = server.accept();
                    TlsFront.daemon(() -> serve(client, answer, tunnelTo));
                }
            });
        }

        private void serve(Socket client, String answer, int tunnelTo) throws IOException {
            heads.add(head(client.getInputStream()));
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().flush();
            if (tunnelTo == 0) {
                client.close();
                return;
            }
            Socket inner = new Socket(Links.HERE, tunnelTo);
            TlsFront.daemon(() -> TlsFront.copy(inner, client));
            TlsFront.copy(client, inner);
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            for (int next = in.read(); next >= 0 && head.indexOf("\r\n\r\n") < 0; next = in.read()) {
                head.append((char) next);
                if (head.indexOf("\r\n\r\n") >= 0) {
                    break;
                }
            }
            return head.toString();
        }

        String address(String userInfo) {
            return "http://" + userInfo + "proxy.example:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** Only the proxy's name is known: the target's own is the proxy's to look up. */
    private static final Dns ONLY_THE_PROXY = host -> {
        if (host.equals("proxy.example")) {
            return List.of(Links.HERE);
        }
        throw new UnknownHostException(host);
    };

    private static MachineIdException failure(String answer) throws IOException {
        try (FakeProxy proxy = new FakeProxy(answer, 0);
                Network network = Links.network(
                        Duration.ofSeconds(10), Map.of("HTTPS_PROXY", proxy.address("me:hunter2@")), ONLY_THE_PROXY)) {
            WebApi web = new TlsRouting(network, TARGET).web(Links.trust());
            return catchThrowableOfType(MachineIdException.class, () -> web.find(Clock.systemUTC()));
        }
    }

    @Test
    void tunnel_isAskedForTheRealTarget_whateverTheUrlSays() throws Exception {
        try (MockWebServer server = Links.server(Protocol.H2_PRIOR_KNOWLEDGE);
                TlsFront front = TlsFront.start(offered -> "h2", server.getPort());
                FakeProxy proxy = new FakeProxy("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n", front.port());
                Network network = Links.network(
                        Duration.ofSeconds(10), Map.of("HTTPS_PROXY", proxy.address("me:p%40ss@")), ONLY_THE_PROXY)) {
            server.enqueue(Links.answer());
            new TlsRouting(network, TARGET)
                    .authJoining("lab-root", Links.trust())
                    .unary("/a.B/C", GetRoleRequest.getDefaultInstance(), GetRoleRequest.parser())
                    .get();

            assertThat(server.takeRequest().getUrl().host()).isEqualTo("teleport.cluster.local");
            assertThat(proxy.heads).singleElement().asString().isEqualTo("""
                    CONNECT localhost:8443 HTTP/1.1\r
                    Host: localhost:8443\r
                    Proxy-Authorization: Basic bWU6cEBzcw==\r
                    \r
                    """);
        }
    }

    @Test
    void tunnel_forAPlatformsTokenService_goesThroughTheProxyToo() throws Exception {
        try (MockWebServer server = Links.server(Protocol.HTTP_1_1);
                FakeProxy proxy = new FakeProxy("HTTP/1.0 200 ok\r\n\r\n", server.getPort());
                Network network = Links.network(
                        Duration.ofSeconds(10), Map.of("HTTPS_PROXY", proxy.address("")), ONLY_THE_PROXY)) {
            server.enqueue(Links.json("{\"value\":\"t\"}"));
            network.platformTokens()
                    .get(
                            java.net.URI.create("http://tokens.example/x?audience=a"),
                            dev.machineid.core.secret.Secret.of("b"),
                            Map.of());

            assertThat(proxy.heads).singleElement().asString().startsWith("CONNECT tokens.example:80 HTTP/1.1\r\n");
            assertThat(server.takeRequest().getHeaders().get("authorization")).isEqualTo("Bearer b");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 407 Proxy Authentication Required, USER:PASSWORD",
        "HTTP/1.1 502 Bad Gateway, NO_PROXY",
        "HTTP/1.1 302 Found, NO_PROXY",
        "HTTP/2 200, NO_PROXY",
        "SSH-2.0-OpenSSH, NO_PROXY",
        "HTTP/1.1 2000, NO_PROXY"
    })
    void tunnel_refused_isExplainedWithoutThePassword(String status, String advice) throws Exception {
        MachineIdException failure = failure(status + "\r\nX: y\r\n\r\n");

        assertThat(failure.code()).isEqualTo(ErrorCode.HTTP_PROXY_REFUSED);
        assertThat(failure.what()).contains(status, "proxy.example", "localhost:8443");
        assertThat(failure.advice()).contains(advice);
        assertThat(failure.render()).doesNotContain("hunter2");
    }

    @Test
    void tunnel_closedWithoutAnAnswer_isTheHttpProxysRefusal() throws Exception {
        for (String answer : List.of("", "HTTP/1.1 200 OK\r\n")) {
            MachineIdException failure = failure(answer);
            assertThat(failure.code()).isEqualTo(ErrorCode.HTTP_PROXY_REFUSED);
            assertThat(failure.what()).contains("closed the connection");
        }
    }

    @Test
    void tunnel_endlessHead_isCutOff() throws Exception {
        MachineIdException failure = failure("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000));

        assertThat(failure.code()).isEqualTo(ErrorCode.HTTP_PROXY_REFUSED);
        assertThat(failure.what()).contains("longer than 16384 bytes");
    }

    @Test
    void tunnel_answerWithControlCharacters_isEscaped() throws Exception {
        assertThat(failure("HTTP/1.1 500 \u001b[31m::error::x\r\n\r\n").render())
                .doesNotContain("\u001b");
    }

    @Test
    void httpProxy_unknown_isNamedInsteadOfTheTarget() {
        try (Network network = Links.network(
                Duration.ofSeconds(10), Map.of("HTTPS_PROXY", "http://gone.example:3128"), ONLY_THE_PROXY)) {
            WebApi web = new TlsRouting(network, TARGET).web(Links.trust());
            MachineIdException failure =
                    catchThrowableOfType(MachineIdException.class, () -> web.find(Clock.systemUTC()));

            assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_HOST);
            assertThat(failure.what()).contains("gone.example");
            assertThat(failure.advice()).contains("HTTPS_PROXY");
        }
    }
}
