package dev.machineid.command.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final Pattern SAMPLE =
            Pattern.compile("[a-z_]+(\\{[a-z]+=\"([^\"\\\\]|\\\\.)*\"(,[a-z]+=\"([^\"\\\\]|\\\\.)*\")*\\})? [0-9]+");

    private static HttpResponse<String> ask(Endpoints endpoints, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoints.address() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void endpoints_answerWhatTheyAreAsked_andNothingElse() throws Exception {
        try (Endpoints endpoints = Endpoints.open(
                "127.0.0.1:0",
                Map.of("/livez", () -> Endpoints.ok("ok\n"), "/readyz", () -> Endpoints.Answer.plain(503, "not\n")))) {
            assertThat(endpoints.address()).startsWith("127.0.0.1:");
            assertThat(ask(endpoints, "GET", "/livez").body()).isEqualTo("ok\n");
            assertThat(ask(endpoints, "GET", "/livez?verbose").statusCode()).isEqualTo(200);
            assertThat(ask(endpoints, "HEAD", "/livez").statusCode()).isEqualTo(200);
            assertThat(ask(endpoints, "GET", "/readyz").statusCode()).isEqualTo(503);
            assertThat(ask(endpoints, "POST", "/livez").statusCode()).isEqualTo(405);
            assertThat(ask(endpoints, "GET", "/livez/x").statusCode()).isEqualTo(404);
            assertThat(ask(endpoints, "GET", "/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void connection_thatSaysNothing_stopsNobodyElse() throws Exception {
        try (Endpoints endpoints = Endpoints.open("127.0.0.1:0", Map.of("/livez", () -> Endpoints.ok("ok\n")))) {
            int port = Integer.parseInt(endpoints.address().substring("127.0.0.1:".length()));
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
                silent.getOutputStream().write("GET /livez HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThat(ask(endpoints, "GET", "/livez").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void address_thatIsTaken_isRefusedWithItsCode() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Endpoints.open("127.0.0.1:" + taken.getLocalPort(), Map.of()))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ENDPOINTS_UNAVAILABLE));
        }
        assertThatThrownBy(() -> Endpoints.open("http://127.0.0.1:1/x", Map.of()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void metrics_areInTheFormOfPrometheus_oneLineForEachDirectory() {
        Health good = new Health("deploy", Path.of("/run/machine-id/deploy"), Duration.ofMinutes(1));
        good.filled(NOW, NOW.plusSeconds(3600));
        good.reloadFailed();
        Health bad = new Health("read", Path.of("/run/a\"b\\c"), Duration.ofMinutes(1));
        bad.failed(ErrorCode.LOCKED, "locked");
        bad.failed(ErrorCode.LOCKED, "locked");
        bad.failed(ErrorCode.CANNOT_CONNECT, "away");

        String text = Metrics.text(List.of(good.picture(), bad.picture()), "1.2.3", "17", NOW.minusSeconds(5), NOW);

        assertThat(text.lines().filter(line -> !line.startsWith("# ")))
                .allMatch(line -> SAMPLE.matcher(line).matches())
                .contains(
                        "machine_id_build_info{version=\"1.2.3\",java=\"17\"} 1",
                        "machine_id_credentials_expiry_timestamp_seconds{identity=\"deploy\",directory=\"/run/machine-id/deploy\"} "
                                + NOW.plusSeconds(3600).getEpochSecond(),
                        "machine_id_credentials_valid{identity=\"read\",directory=\"/run/a\\\"b\\\\c\"} 0",
                        "machine_id_renewals_total{identity=\"deploy\",directory=\"/run/machine-id/deploy\"} 1",
                        "machine_id_renewal_failures_total{identity=\"read\",directory=\"/run/a\\\"b\\\\c\",code=\"MID-1208\"} 2",
                        "machine_id_renewal_failures_total{identity=\"read\",directory=\"/run/a\\\"b\\\\c\",code=\"MID-1401\"} 1",
                        "machine_id_reload_failures_total{identity=\"deploy\",directory=\"/run/machine-id/deploy\"} 1");
        assertThat(text).endsWith("\n");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE")).distinct())
                .hasSize((int)
                        text.lines().filter(line -> line.startsWith("# HELP")).count());
    }
}
