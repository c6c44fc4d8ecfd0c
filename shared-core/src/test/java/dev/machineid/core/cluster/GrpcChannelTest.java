package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.wire.auth.GetRoleRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GrpcChannelTest extends GrpcCase {
    @Test
    void call_carriesWhatGrpcWants() throws Exception {
        always(Links.answer(role("answer").toByteArray()));
        use(channel -> assertThat(ask(channel, "bot-ci").get()).isEqualTo(role("answer")));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).startsWith("POST " + PATH);
        assertThat(request.getHeaders().get("te")).isEqualTo("trailers");
        assertThat(request.getHeaders().get("content-type")).isEqualTo("application/grpc+proto");
        assertThat(request.getHeaders().names()).doesNotContain("version");
        assertThat(request.getBody().hex()).isEqualTo("00000000080a06626f742d6369");
    }

    @Test
    void calls_startedTogether_shareOneConnection() throws Exception {
        always(Links.answer());
        use(channel -> {
            List<CompletableFuture<GetRoleRequest>> answers =
                    IntStream.range(0, 8).mapToObj(i -> ask(channel, "r" + i)).toList();
            for (CompletableFuture<GetRoleRequest> answer : answers) {
                answer.get(20, TimeUnit.SECONDS);
            }
        });
        assertThat(front.connections).hasValue(1);
        assertThat(server.getRequestCount()).isEqualTo(8);
    }

    @Test
    void calls_afterAFirstOneThatCannotConnect_failToo() throws Exception {
        front.close();
        use(channel -> {
            List<CompletableFuture<GetRoleRequest>> answers =
                    IntStream.range(0, 3).mapToObj(i -> ask(channel, "r" + i)).toList();
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(channel.explain(failure(answer)).code()).isEqualTo(ErrorCode.CANNOT_CONNECT));
        });
    }

    @Test
    void answer_withoutAMessage_isNoAnswer() throws Exception {
        always(Links.ended(new Buffer(), 0, ""));
        use(channel -> assertThat(failure(ask(channel, "x"))).hasMessageContaining("OK without an answer"));
    }

    @Test
    void answer_twice_isRefused() throws Exception {
        Buffer two = new Buffer().writeByte(0).writeInt(0).writeByte(0).writeInt(0);
        always(Links.ended(two, 0, ""));
        use(channel -> assertThat(failure(ask(channel, "x"))).hasMessageContaining("answered twice"));
    }

    private static CompletableFuture<List<GetRoleRequest>> list(GrpcChannel channel) {
        return channel.list(PATH, role("x"), GetRoleRequest.parser());
    }

    private static Buffer messages(int count) {
        Buffer body = new Buffer();
        byte[] message = role("r").toByteArray();
        for (int i = 0; i < count; i++) {
            body.writeByte(0).writeInt(message.length).write(message);
        }
        return body;
    }

    @Test
    void list_ofNoneOrMany_isAllOfThem() throws Exception {
        always(Links.ended(messages(3), 0, ""));
        use(channel -> assertThat(list(channel).get()).hasSize(3).containsOnly(role("r")));
        always(Links.ended(new Buffer(), 0, ""));
        use(channel -> assertThat(list(channel).get()).isEmpty());
    }

    @Test
    void list_thatDoesNotEndWell_isNone() throws Exception {
        always(Links.ended(messages(2), 7, "access%20denied"));
        use(channel -> assertThat(failure(list(channel))).hasMessage("access denied"));
        always(Links.ended(messages(1001), 0, ""));
        use(channel -> assertThat(failure(list(channel))).hasMessageContaining("does not end"));
    }

    @Test
    void answer_thatEndsBadlyAfterAMessage_isBad() throws Exception {
        always(Links.ended(new Buffer().writeByte(0).writeInt(0), 13, "broken"));
        use(channel -> assertThat(failure(ask(channel, "x")))
                .isInstanceOfSatisfying(
                        GrpcStatusException.class,
                        status -> assertThat(status.status()).isEqualTo(13)));
    }

    @Test
    void refusal_inTheHead_isTheStatus() throws Exception {
        always(Links.refusal(7, "access%20denied"));
        use(channel -> assertThat(failure(ask(channel, "x")))
                .isInstanceOf(GrpcStatusException.class)
                .hasMessage("access denied"));
    }

    @Test
    void html_insteadOfGrpc_isNotTakenForAMessage() throws Exception {
        always(new MockResponse.Builder()
                .code(502)
                .setHeader("content-type", "text/html")
                .body("<html>bad gateway</html>")
                .doNotReadRequestBody()
                .build());
        use(channel -> {
            assertThat(failure(ask(channel, "x")))
                    .isInstanceOfSatisfying(
                            GrpcStatusException.class,
                            status -> assertThat(status.status()).isEqualTo(14));
            try (GrpcStream<GetRoleRequest, GetRoleRequest> stream =
                    channel.open(PATH, role("x"), GetRoleRequest.parser())) {
                assertThatThrownBy(stream::receive).isInstanceOf(GrpcStatusException.class);
            }
        });
    }

    @Test
    void answer_stalled_endsAtTheDeadline() throws Exception {
        always(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        use(
                Duration.ofMillis(400),
                channel -> assertThat(
                                channel.explain(failure(ask(channel, "x"))).code())
                        .isEqualTo(ErrorCode.TIMED_OUT));
    }

    @Test
    void answer_stalledInItsBody_endsAtTheDeadline() throws Exception {
        always(Links.answer(new byte[4096])
                .newBuilder()
                .onResponseBody(SocketEffect.Stall.INSTANCE)
                .build());
        use(
                Duration.ofMillis(400),
                channel -> assertThat(
                                channel.explain(failure(ask(channel, "x"))).code())
                        .isEqualTo(ErrorCode.TIMED_OUT));
    }
}
