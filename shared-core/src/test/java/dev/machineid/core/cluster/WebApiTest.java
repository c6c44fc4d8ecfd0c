package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebApiTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    private final Network network = Links.network(Duration.ofSeconds(10));
    private MockWebServer server;
    private TlsFront front;

    @BeforeEach
    void start() throws IOException {
        server = Links.server(Protocol.HTTP_1_1);
        front = TlsFront.start(offered -> "", server.getPort());
    }

    @AfterEach
    void stop() throws IOException {
        network.close();
        front.close();
        server.close();
    }

    private WebApi web() {
        return new TlsRouting(network, Links.at(front.port())).web(Links.trust());
    }

    private ClusterInfo find(MockResponse answer) {
        server.enqueue(answer);
        return web().find(NOON);
    }

    private MachineIdException refused(MockResponse answer) {
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, () -> find(answer));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    @Test
    void find_realShape_isRead() {
        ClusterInfo info = find(Links.json("""
                {"auth":{"type":"local","device_trust":{}},"cluster_name":"lab-root","server_version":"18.11.0",
                 "proxy":{"tls_routing_enabled":true,"ssh":{"public_addr":"proxy.example:443","dial_timeout":30000000000},
                 "kube":{"enabled":false},"db":null},"unknown":[1,[2,{"a":"b"}]]}""")
                .newBuilder()
                .setHeader("date", "Sun, 22 Nov 2026 12:01:30 GMT")
                .build());

        assertThat(info.clusterName()).isEqualTo("lab-root");
        assertThat(info.serverVersion()).isEqualTo("18.11.0");
        assertThat(info.majorVersion()).contains(18);
        assertThat(info.tlsRouting()).isTrue();
        assertThat(info.webAddress()).contains("proxy.example:443");
        assertThat(info.clockSkew()).contains(Duration.ofSeconds(90));
    }

    @Test
    void find_clockBehind_isANegativeSkew() {
        ClusterInfo info = find(Links.json("{\"cluster_name\":\"c\"}")
                .newBuilder()
                .setHeader("date", "Sun, 22 Nov 2026 11:00:00 GMT")
                .build());

        assertThat(info.clockSkew()).contains(Duration.ofHours(-1));
        assertThat(info.serverVersion()).isEmpty();
        assertThat(info.majorVersion()).isEmpty();
        assertThat(info.tlsRouting()).isFalse();
    }

    @Test
    void find_unreadableDate_isNoSkew() {
        assertThat(find(Links.json("{\"cluster_name\":\"c\"}")
                                .newBuilder()
                                .setHeader("date", "yesterday")
                                .build())
                        .clockSkew())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"v15.0.0-dev, 15", "17, 17", "18.2.3+x, 18"})
    void version_leadingNumber_isRead(String version, int major) {
        assertThat(find(Links.json("{\"cluster_name\":\"c\",\"server_version\":\"" + version + "\"}"))
                        .majorVersion())
                .contains(major);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev", "99999999999999999999.1", "-3.1"})
    void version_withoutANumber_isNone(String version) {
        assertThat(find(Links.json("{\"cluster_name\":\"c\",\"server_version\":\"" + version + "\"}"))
                        .majorVersion())
                .isEmpty();
    }

    @Test
    void version_hostile_isMadeSafe() {
        ClusterInfo info = find(Links.json(
                "{\"cluster_name\":\"c\",\"server_version\":\"18\\n::error::x\\u001b[31m" + "9".repeat(500) + "\"}"));

        assertThat(info.serverVersion()).hasSizeLessThan(90).doesNotContain("\n", "\u001b");
    }

    static Stream<Arguments> notTeleport() {
        return Stream.of(
                Arguments.of("<html><body>Sign in</body></html>", "not JSON"),
                Arguments.of("", "not a JSON object"),
                Arguments.of("[]", "not a JSON object"),
                Arguments.of("\"text\"", "not a JSON object"),
                Arguments.of("{\"cluster_name\":\"c\"", "not JSON"),
                Arguments.of("{\"cluster_name\":\"c\"}{}", "more than one JSON document"),
                Arguments.of("{}", "names no cluster"),
                Arguments.of("{\"cluster_name\":null}", "names no cluster"),
                Arguments.of("{\"cluster_name\":\"\"}", "names no cluster"),
                Arguments.of("{\"cluster_name\":{\"x\":\"c\"}}", "names no cluster"),
                Arguments.of("{\"cluster_name\":\"a\\nb\"}", "names no cluster"),
                Arguments.of("{\"cluster_name\":\"../../x\"}", "names no cluster"),
                Arguments.of("{\"cluster_name\":\"" + "c".repeat(300) + "\"}", "names no cluster"),
                Arguments.of("{\"cluster_name\":\"a\",\"cluster_name\":\"b\"}", "not JSON"),
                Arguments.of("{\"a\":".repeat(60) + "1" + "}".repeat(60), "not JSON"),
                Arguments.of("{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}", "not JSON"),
                Arguments.of("{\"a\":[" + "1,".repeat(10_001) + "1]}", "more than 10000 values"),
                Arguments.of("{\"a\":\"" + "x".repeat(300 * 1024) + "\"}", "not JSON"),
                Arguments.of("{\"a\":[" + " ".repeat(1024 * 1024) + "]}", "longer than 1048576 bytes"));
    }

    @ParameterizedTest
    @MethodSource
    void notTeleport(String body, String why) {
        MachineIdException refusal = refused(Links.json(body));

        assertThat(refusal.code()).as(refusal.render()).isEqualTo(ErrorCode.NOT_TELEPORT);
        assertThat(refusal).isInstanceOf(FaultException.class);
        assertThat(refusal.details()).singleElement().asString().contains(why).hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 502, 503})
    void find_otherStatus_isNotTeleport(int status) {
        MachineIdException refusal =
                refused(Links.json("nothing here").newBuilder().code(status).build());

        assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_TELEPORT);
        assertThat(refusal.details()).containsExactly("cause: status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void find_redirect_isRefusedAndNothingIsSentOn(int status) throws Exception {
        try (MockWebServer elsewhere = Links.server(Protocol.HTTP_1_1)) {
            MachineIdException refusal = refused(new MockResponse.Builder()
                    .code(status)
                    .setHeader("location", "http://localhost:" + elsewhere.getPort() + "/login?x=1")
                    .build());

            assertThat(refusal.code()).isEqualTo(ErrorCode.REDIRECT_REFUSED);
            assertThat(refusal).isInstanceOf(DeniedException.class);
            assertThat(refusal.details()).singleElement().asString().contains("/login");
            assertThat(elsewhere.getRequestCount()).isZero();
        }
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void join_redirect_sendsTheProofNowhereElse() throws Exception {
        try (MockWebServer elsewhere = Links.server(Protocol.HTTP_1_1)) {
            server.enqueue(new MockResponse.Builder()
                    .code(307)
                    .setHeader("location", "http://localhost:" + elsewhere.getPort() + "/")
                    .build());

            assertThatThrownBy(() -> web().join("/v1/webapi/host/credentials", Secret.of("{}")))
                    .isInstanceOf(DeniedException.class);
            assertThat(elsewhere.getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":{\"message\":\"no such token\"}}', no such token",
        "'{\"message\":\"plain\"}', plain",
        "'<html>', HTTP status 500",
        "'{}', HTTP status 500",
        "'{\"error\":{\"message\":\"a\\nb\"}}', a\\u{a}b"
    })
    void join_refused_carriesTheServersWords(String body, String words) {
        server.enqueue(Links.json(body).newBuilder().code(500).build());

        WebRefusal refusal = catchThrowableOfType(
                WebRefusal.class, () -> web().join("/v1/webapi/host/credentials", Secret.of("{}")));
        assertThat(refusal.status()).isEqualTo(500);
        assertThat(refusal.words()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ssh\":\"YQ==\"}",
                "{\"ssh\":\"%%%\",\"tls\":\"YQ==\"}",
                "{\"ssh\":\"YQ==\",\"tls\":\"YQ==\",\"tls_ca_certs\":[\"no base64!\"]}"
            })
    void join_brokenAnswer_isExplained(String body) {
        server.enqueue(Links.json(body));
        WebApi web = web();

        IOException failure =
                catchThrowableOfType(IOException.class, () -> web.join("/v1/webapi/host/credentials", Secret.of("{}")));
        assertThat(web.explain(failure).code()).isEqualTo(ErrorCode.NOT_TELEPORT);
    }

    @Test
    void join_goodAnswer_isDecoded() throws Exception {
        server.enqueue(Links.json(
                "{\"ssh\":\"YQ==\",\"tls\":\"Yg==\",\"tls_ca_certs\":[\"Yw==\",\"ZA==\"],\"ssh_ca_certs\":null}"));

        assertThat(web().join("/v1/webapi/host/credentials", Secret.of("{\"a\":1}")))
                .isEqualTo(new WebApi.JoinAnswer("a", "b", java.util.List.of("c", "d"), java.util.List.of()));
        var request = server.takeRequest();
        assertThat(request.getBody().utf8()).isEqualTo("{\"a\":1}");
        assertThat(request.getRequestLine()).isEqualTo("POST /v1/webapi/host/credentials HTTP/1.1");
    }

    @Test
    void export_notFound_isNotTeleport() {
        server.enqueue(Links.json("x").newBuilder().code(404).build());

        assertThatThrownBy(() -> web().exportHostAuthorities())
                .isInstanceOfSatisfying(
                        MachineIdException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_TELEPORT));
    }
}
