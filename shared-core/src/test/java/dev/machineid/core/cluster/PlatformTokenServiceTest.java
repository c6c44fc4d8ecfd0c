package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlatformTokenServiceTest {
    private static final Secret BEARER = Secret.of("canary-bearer");

    private MockWebServer server;

    @BeforeEach
    void start() throws IOException {
        server = Links.server(Protocol.HTTP_1_1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI uri() {
        return URI.create("http://localhost:" + server.getPort() + "/idtoken/1?api-version=2.0&audience=a%2Fb");
    }

    private IdTokenHttp.Reply get() {
        try (Network network = Links.network(Duration.ofSeconds(10))) {
            return network.platformTokens().get(uri(), BEARER, Map.of("Accept", "application/json; api-version=2.0"));
        }
    }

    private FaultException failure() {
        FaultException failure = catchThrowableOfType(FaultException.class, this::get);
        assertThat(failure.render()).doesNotContain("canary-bearer", "audience=");
        return failure;
    }

    @Test
    void request_carriesBearerHeadersAndTheWholeQuery() throws Exception {
        server.enqueue(Links.json("{\"value\":\"x\"}"));
        IdTokenHttp.Reply reply = get();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().reveal()).isEqualTo("{\"value\":\"x\"}");
        assertThat(reply.toString()).doesNotContain("value");
        var request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/idtoken/1?api-version=2.0&audience=a%2Fb");
        assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer canary-bearer");
        assertThat(request.getHeaders().get("accept")).isEqualTo("application/json; api-version=2.0");
    }

    @Test
    void redirect_isAReplyAndNotFollowed() throws Exception {
        try (MockWebServer elsewhere = Links.server(Protocol.HTTP_1_1)) {
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .setHeader("location", "http://localhost:" + elsewhere.getPort() + "/")
                    .build());

            assertThat(get().status()).isEqualTo(302);
            assertThat(elsewhere.getRequestCount()).isZero();
        }
    }

    @Test
    void reply_above64KiB_isAFault() {
        server.enqueue(Links.json("x".repeat(64 * 1024 + 1)));

        assertThat(failure().code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
    }

    @Test
    void reply_of64KiB_isRead() {
        server.enqueue(Links.json("x".repeat(64 * 1024)));

        assertThat(get().body().revealBytes()).hasSize(64 * 1024);
    }

    @Test
    void service_gone_isAFaultThatNamesIt() throws Exception {
        server.close();
        FaultException failure = failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
        assertThat(failure.what()).contains("localhost:" + server.getPort());
        assertThat(failure.details()).containsExactly("cause: no connection to localhost:" + server.getPort());
    }

    @Test
    void deadline_passed_isTimedOutWithoutARequest() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, Links.HERE);
                Network network =
                        new Network(Map.of(), Deadline.after(Duration.ZERO, Clock.systemUTC()), Links.LOOPBACK)) {
            FaultException failure = catchThrowableOfType(
                    FaultException.class,
                    () -> network.platformTokens()
                            .get(URI.create("http://localhost:" + silent.getLocalPort() + "/"), BEARER, Map.of()));
            assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
        }
    }

    @Test
    void service_silent_endsAtTheDeadline() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, Links.HERE);
                Network network = Links.network(Duration.ofMillis(300))) {
            FaultException failure = catchThrowableOfType(
                    FaultException.class,
                    () -> network.platformTokens()
                            .get(URI.create("http://localhost:" + silent.getLocalPort() + "/"), BEARER, Map.of()));
            assertThat(failure.code()).isEqualTo(ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);
            assertThat(failure.details()).singleElement().asString().contains("in time");
        }
    }
}
