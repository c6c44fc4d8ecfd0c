package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.platform.CloudHttp;
import dev.machineid.core.platform.IdTokenHttp;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CloudServiceTest {
    private static final Map<String, Secret> HEADERS = Map.of("Metadata-Flavor", Secret.of("Google"));

    private MockWebServer server;

    @BeforeEach
    void start() throws IOException {
        server = Links.server(Protocol.HTTP_1_1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + server.getPort() + path);
    }

    private CloudHttp.Call call(String method, String path, String body, boolean local) {
        return new CloudHttp.Call(method, uri("http", path), HEADERS, Secret.of(body), local);
    }

    private static IdTokenHttp.Reply send(CloudHttp.Call call, Map<String, String> variables) {
        try (Network network = new Network(variables, Deadline.after(Duration.ofSeconds(10), Clock.systemUTC()))) {
            return network.cloud().send(call);
        }
    }

    private static FaultException failure(CloudHttp.Call call) {
        FaultException failure = catchThrowableOfType(FaultException.class, () -> send(call, Map.of()));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.CLOUD_METADATA_UNAVAILABLE);
        assertThat(failure.render()).doesNotContain("canary");
        return failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "POST"})
    void request_carriesMethodHeadersAndBody(String method) throws Exception {
        server.enqueue(Links.json("{}"));
        String body = method.equals("GET") ? "" : "Action=x&Token=canary";

        assertThat(send(call(method, "/a?b=c%2Fd", body, true), Map.of()).status())
                .isEqualTo(200);

        var request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo(method);
        assertThat(request.getTarget()).isEqualTo("/a?b=c%2Fd");
        assertThat(request.getHeaders().get("metadata-flavor")).isEqualTo("Google");
        assertThat(request.getBody() == null ? "" : request.getBody().utf8()).isEqualTo(body);
    }

    @Test
    void metadata_isNeverAskedThroughAProxy() throws Exception {
        server.enqueue(Links.json("{}"));
        assertThat(send(call("GET", "/", "", true), Map.of("HTTPS_PROXY", "http://127.0.0.1:1"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void publicService_goesThroughTheProxyOfTheJob() {
        CloudHttp.Call call = call("POST", "/", "canary", false);
        FaultException failure = catchThrowableOfType(
                FaultException.class, () -> send(call, Map.of("HTTPS_PROXY", "http://127.0.0.1:1")));
        assertThat(failure.code()).isEqualTo(ErrorCode.CLOUD_METADATA_UNAVAILABLE);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void serverThatHangsUpAfterEachAnswer_isAskedAgainWithoutAFault() throws Exception {
        try (ServerSocket metadata = new ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerAndHangUp(metadata, 3));
            answering.start();
            URI uri = URI.create("http://127.0.0.1:" + metadata.getLocalPort() + "/");
            CloudHttp.Call call = new CloudHttp.Call("GET", uri, HEADERS, Secret.of(""), true);
            try (Network network = Links.network(Duration.ofSeconds(10))) {
                for (int i = 0; i < 3; i++) {
                    assertThat(network.cloud().send(call).body().reveal()).isEqualTo("ok");
                }
            }
            answering.join();
        }
    }

    /** As HTTP/1.0 servers do: the connection's end is not announced. */
    private static void answerAndHangUp(ServerSocket server, int times) {
        for (int i = 0; i < times; i++) {
            try (java.net.Socket client = server.accept()) {
                byte[] head = new byte[4096];
                int read = 0;
                while (!new String(head, 0, read, java.nio.charset.StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                    read += client.getInputStream().read(head, read, head.length - read);
                }
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            } catch (IOException gone) {
                return;
            }
        }
    }

    @Test
    void redirect_isNotFollowed() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("location", "/other")
                .build());
        assertThat(send(call("GET", "/", "", true), Map.of()).status()).isEqualTo(302);
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void answerWithoutEnd_isCutOff() {
        server.enqueue(new MockResponse.Builder().body("x".repeat(300 * 1024)).build());
        assertThat(failure(call("GET", "/", "", true)).getCause()).hasMessageContaining("longer than");
    }

    @Test
    void nobodyThere_isSaidAtOnce() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI uri = URI.create("http://127.0.0.1:" + port + "/x?token=canary");
        assertThat(failure(new CloudHttp.Call("GET", uri, Map.of(), Secret.of(""), true))
                        .what())
                .contains("127.0.0.1:" + port);
    }

    @Test
    void call_asText_holdsNoQueryAndNoHeader() {
        URI uri = URI.create("http://127.0.0.1/x?token=canary");
        Map<String, Secret> headers = Map.of("Authorization", Secret.of("canary"));
        assertThat(new CloudHttp.Call("GET", uri, headers, Secret.of("canary"), true).toString())
                .isEqualTo("GET http://127.0.0.1/x");
    }

    /** The runtime does not trust the server; a client that could not speak TLS at all would fail otherwise. */
    @Test
    void https_isSpokenAndItsCertificateChecked() {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        server.useHttps(
                new HandshakeCertificates.Builder().heldCertificate(own).build().sslSocketFactory());
        URI uri = uri("https", "/");
        assertThat(failure(new CloudHttp.Call("GET", uri, Map.of(), Secret.of(""), false))
                        .details())
                .singleElement()
                .asString()
                .contains("not issued by an authority that is trusted");
        try (Network network = Links.network(Duration.ofSeconds(10))) {
            FaultException failure = catchThrowableOfType(
                    FaultException.class, () -> network.platformTokens().get(uri, Secret.of("b"), Map.of()));
            assertThat(failure.details())
                    .singleElement()
                    .asString()
                    .contains("not issued by an authority that is trusted");
        }
    }
}
