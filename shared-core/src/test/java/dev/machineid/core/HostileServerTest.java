package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that answers with whatever hurts: the login ends explained, bounded, and with nothing written. */
@Timeout(60)
class HostileServerTest {
    private static final String FIND = "/webapi/find";
    private static final String JOIN = "/v1/webapi/host/credentials";
    private static final String JOIN_SERVICE = "/teleport.join.v1.JoinService/Join";
    private static final String SECRET = "planted-join-secret-4711";
    private static final int MANY = 2 * 1024 * 1024;

    private final HostileServer server = new HostileServer();
    private RecordingJob job;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        String authority = server.start();
        job = new RecordingJob(directory)
                .option("proxy", "127.0.0.1:" + server.port())
                .option(
                        "ca-file",
                        Files.writeString(directory.resolve("ca.pem"), authority)
                                .toString())
                .option("timeout", "30s");
        server.answers(FIND, () -> HostileServer.find("15.0.0"));
        server.answers(JOIN, () -> HostileServer.answer(403, "{\"error\":{\"message\":\"access denied\"}}"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RecordingJob gitlab() {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"iss\":\"https://gitlab.com\",\"sub\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        job.variables.put("GITLAB_CI", "true");
        job.variables.put("MACHINE_ID_ID_TOKEN", "eyJhbGciOiJSUzI1NiJ9." + claims + ".c2lnbmF0dXJl");
        return job.option("token", "deploy");
    }

    private RecordingJob secret() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), SECRET);
        return job.option("secret-file", file.toString()).option("join-method", "token");
    }

    private MachineIdException failure(RecordingJob of) {
        Throwable failure = catchThrowable(() -> of.login().close());
        assertThat(failure).isInstanceOf(MachineIdException.class);
        assertThat(of.files()).as("files after %s", failure).isEmpty();
        MachineIdException explained = (MachineIdException) failure;
        assertThat(explained.render()).hasSizeLessThan(4_000).doesNotContain(SECRET);
        return explained;
    }

    static Stream<String> hostileDocuments() {
        return Stream.of(
                "",
                "null",
                "[]",
                "\"text\"",
                "<html>a login page</html>",
                "{",
                "{\"cluster_name\":",
                "{\"a\":1}{\"a\":2}",
                "{\"cluster_name\":{\"a\":\"b\"}}",
                "{\"a\":" + "[".repeat(100_000),
                "{\"a\":" + "{\"a\":".repeat(50_000),
                "{\"a\":\"" + "x".repeat(300_000) + "\"}",
                "{\"a\":" + "9".repeat(10_000) + "}",
                "{\"a\":[" + "1,".repeat(20_000) + "1]}",
                "{\"a\":\"" + "x".repeat(MANY) + "\"}",
                " ".repeat(MANY),
                "\u0000".repeat(1000));
    }

    @ParameterizedTest
    @MethodSource("hostileDocuments")
    void find_hostileDocument_isNoTeleportProxy(String document) {
        server.answers(FIND, () -> HostileServer.answer(200, document));

        assertThat(failure(gitlab()).code()).isEqualTo(ErrorCode.NOT_TELEPORT);
        assertThat(server.asked(JOIN)).isZero();
    }

    static Stream<String> hostileJoins() {
        String cert = Base64.getEncoder().encodeToString("not a certificate".getBytes(StandardCharsets.UTF_8));
        return Stream.concat(
                hostileDocuments(),
                Stream.of(
                        "{}",
                        "{\"ssh\":\"***\",\"tls\":\"***\"}",
                        "{\"ssh\":\"" + cert + "\",\"tls\":\"" + cert + "\"}",
                        "{\"ssh\":\"" + cert + "\",\"tls\":\"" + cert + "\",\"tls_ca_certs\":[\"" + cert + "\"]}",
                        "{\"ssh\":\"" + cert + "\",\"tls\":\"\",\"tls_ca_certs\":[]}",
                        "{\"ssh\":1,\"tls\":true}"));
    }

    @ParameterizedTest
    @MethodSource("hostileJoins")
    void join_hostileAnswer_endsExplained(String document) throws IOException {
        server.answers(JOIN, () -> HostileServer.answer(200, document));

        failure(secret());
        assertThat(server.asked(JOIN)).as("times the secret was sent").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectToAnotherHost_isRefusedAndNothingIsSentThere(int status) throws IOException {
        try (MockWebServer other = new MockWebServer()) {
            other.start();
            server.answers(
                    JOIN,
                    () -> HostileServer.answer(
                            status, "", "Location", other.url("/steal").toString()));

            assertThat(failure(secret()).code()).isEqualTo(ErrorCode.REDIRECT_REFUSED);
            assertThat(other.getRequestCount()).isZero();
            assertThat(server.asked(JOIN)).isEqualTo(1);

            server.answers(
                    FIND,
                    () -> HostileServer.answer(
                            status, "", "Location", other.url("/steal").toString()));
            assertThat(failure(job).code()).isEqualTo(ErrorCode.REDIRECT_REFUSED);
            assertThat(other.getRequestCount()).isZero();
        }
    }

    @Test
    void find_tooManyRequests_waitsAsLongAsTheServerSays() {
        server.answers(
                FIND,
                () -> server.asked(FIND) < 3
                        ? HostileServer.answer(429, "{}", "Retry-After", "7")
                        : HostileServer.find("15.0.0"));

        assertThat(failure(gitlab())).isInstanceOf(DeniedException.class);

        assertThat(job.waits)
                .hasSize(2)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8)));
        assertThat(job.said).anySatisfy(line -> assertThat(line).contains("MID-1407"));
    }

    @Test
    void join_tooManyRequests_waitsUntilTheMomentTheServerSays() {
        server.answers(
                JOIN,
                () -> server.asked(JOIN) < 2
                        ? HostileServer.answer(
                                429,
                                "{\"error\":{\"message\":\"rate limit exceeded\"}}",
                                "Date",
                                "Sun, 22 Nov 2026 10:00:00 GMT",
                                "Retry-After",
                                "Sun, 22 Nov 2026 10:00:09 GMT")
                        : HostileServer.answer(403, "{\"error\":{\"message\":\"access denied\"}}"));

        assertThat(failure(gitlab()).code()).isEqualTo(ErrorCode.BOT_MISSING);

        assertThat(job.waits)
                .singleElement()
                .satisfies(wait -> assertThat(wait).isBetween(Duration.ofSeconds(9), Duration.ofMillis(9500)));
    }

    @Test
    void tooManyRequests_longerThanTheTimeout_isNotWaitedFor() {
        server.answers(FIND, () -> HostileServer.answer(429, "{}", "Retry-After", "3600"));

        MachineIdException failure = failure(gitlab());

        assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(((FaultException) failure).retryAfter()).hasValue(Duration.ofHours(1));
        assertThat(server.asked(FIND)).isEqualTo(1);
        assertThat(job.waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "99999999999999999999", "1e9", "Sun, 99 Nov 2026"})
    void retryAfter_unreadable_isIgnored(String text) {
        server.answers(FIND, () -> HostileServer.answer(429, "{}", "Retry-After", text));

        assertThat(((FaultException) failure(gitlab())).retryAfter()).isEmpty();
        assertThat(server.asked(FIND)).isEqualTo(job.waits.size() + 1).isGreaterThan(2);
        assertThat(waited()).isLessThan(Duration.ofSeconds(30));
    }

    private Duration waited() {
        return job.waits.stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** The HTTP client would repeat these by itself. */
    @ParameterizedTest
    @ValueSource(ints = {408, 421, 429, 503})
    void join_secretAndAnAnswerThatInvitesToRepeat_isSentOnce(int status) throws IOException {
        server.answers(JOIN, () -> HostileServer.answer(status, "{}", "Retry-After", "0"));

        failure(secret());

        assertThat(server.asked(JOIN)).as("times the secret was sent").isEqualTo(1);
    }

    private static MockResponse grpc(int status, String message, Buffer body) {
        return new MockResponse.Builder()
                .code(200)
                .addHeader("content-type", "application/grpc")
                .addHeader("grpc-status", status)
                .addHeader("grpc-message", message)
                .body(body)
                .build();
    }

    @Test
    void joinService_resourceExhausted_backsOffAndAsksNowhereElse() {
        server.answerEarly();
        server.answers(FIND, () -> HostileServer.find("18.11.0"));
        server.answers(JOIN_SERVICE, () -> grpc(8, "rate limit exceeded", new Buffer()));

        assertThat(failure(gitlab()).code()).isEqualTo(ErrorCode.RATE_LIMITED);

        assertThat(server.asked(JOIN_SERVICE)).isEqualTo(job.waits.size() + 1).isGreaterThan(2);
        assertThat(server.asked(JOIN)).isZero();
        assertThat(waited()).isLessThan(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7fffffff, -1, 4 * 1024 * 1024 + 1})
    void joinService_hugeMessage_isNotRead(int length) {
        server.answerEarly();
        server.answers(FIND, () -> HostileServer.find("18.11.0"));
        server.answers(
                JOIN_SERVICE,
                () -> grpc(0, "", new Buffer().writeByte(0).writeInt(length).write(new byte[64 * 1024])));

        // the older endpoint is asked then, and denies
        assertThat(failure(gitlab()).code()).isEqualTo(ErrorCode.BOT_MISSING);
        assertThat(server.asked(JOIN_SERVICE)).isEqualTo(1);
        assertThat(server.asked(JOIN)).isEqualTo(1);
    }
}
