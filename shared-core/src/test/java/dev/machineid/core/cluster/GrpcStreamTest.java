package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.wire.auth.GetRoleRequest;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams both ways. */
@Timeout(30)
class GrpcStreamTest extends GrpcCase {
    @Test
    void stream_messagesBothWays_areCarried() throws Exception {
        always(new MockResponse.Builder()
                .setHeader("content-type", "application/grpc")
                .removeHeader("content-length")
                .trailers(Headers.of("grpc-status", "0"))
                .socketHandler(socket -> {
                    try (BufferedSource in = Okio.buffer(socket.getSource());
                            BufferedSink out = Okio.buffer(socket.getSink())) {
                        for (GetRoleRequest asked = GrpcFraming.read(in, GetRoleRequest.parser());
                                asked != null;
                                asked = GrpcFraming.read(in, GetRoleRequest.parser())) {
                            GrpcFraming.write(out, role("re " + asked.getName()));
                        }
                    } catch (IOException gone) {
                        // the client finds out
                    }
                })
                .build());
        use(channel -> {
            try (GrpcStream<GetRoleRequest, GetRoleRequest> stream =
                    channel.open(PATH, role("first"), GetRoleRequest.parser())) {
                assertThat(stream.receive()).isEqualTo(role("re first"));
                stream.send(role("second"));
                assertThat(stream.receive()).isEqualTo(role("re second"));
                stream.endSending();
                assertThat(stream.receive()).isNull();
                assertThatThrownBy(() -> stream.send(role("late"))).isInstanceOf(IOException.class);
            }
        });
    }

    @Test
    void stream_serverThatAnswersBeforeReading_doesNotHang() throws Exception {
        always(Links.refusal(7, "no").newBuilder().doNotReadRequestBody().build());
        use(channel -> {
            try (GrpcStream<GetRoleRequest, GetRoleRequest> stream =
                    channel.open(PATH, role("x"), GetRoleRequest.parser())) {
                assertThatThrownBy(stream::receive)
                        .isInstanceOf(GrpcStatusException.class)
                        .hasMessage("no");
            }
        });
    }

    @Test
    void stream_resetBeforeAnAnswer_isLost() throws Exception {
        always(new MockResponse.Builder()
                .doNotReadRequestBody()
                .onRequestStart(new SocketEffect.CloseStream(2))
                .build());
        use(channel -> assertThatThrownBy(() -> {
                    try (GrpcStream<GetRoleRequest, GetRoleRequest> stream =
                            channel.open(PATH, role("x"), GetRoleRequest.parser())) {
                        stream.receive();
                    }
                })
                .isInstanceOf(IOException.class));
    }

    @Test
    void stream_stalled_endsAtTheDeadline() throws Exception {
        always(new MockResponse.Builder()
                .doNotReadRequestBody()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        use(Duration.ofMillis(400), channel -> {
            try (GrpcStream<GetRoleRequest, GetRoleRequest> stream =
                    channel.open(PATH, role("x"), GetRoleRequest.parser())) {
                IOException failure = catchThrowableOfType(IOException.class, stream::receive);
                assertThat(channel.explain(failure).code()).isEqualTo(ErrorCode.TIMED_OUT);
            }
        });
    }

    @Test
    void stream_withoutAServer_failsWhenOpened() throws Exception {
        front.close();
        use(channel -> assertThatThrownBy(() -> channel.open(PATH, role("x"), GetRoleRequest.parser()))
                .isInstanceOf(IOException.class));
    }
}
