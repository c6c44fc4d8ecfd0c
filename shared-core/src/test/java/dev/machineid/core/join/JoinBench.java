package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.Links;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsFront;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.platform.IdToken;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.BotResult;
import dev.machineid.core.wire.join.Certificates;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.join.JoinResponse;
import dev.machineid.core.wire.join.Result;
import dev.machineid.core.wire.join.ServerInit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A server that answers as a test says, and a job that joins there. */
@Timeout(30)
abstract class JoinBench {
    static final JobKey KEY = JobKey.p256();
    static final Instant EXPIRES = Instant.parse("2026-11-22T13:00:00Z");
    static final String STREAM = "/teleport.join.v1.JoinService/Join";
    static final String OLDER = "/v1/webapi/host/credentials";

    final List<JoinRequest> received = new CopyOnWriteArrayList<>();
    final List<RecordedRequest> older = new CopyOnWriteArrayList<>();
    final Network network = Links.network(Duration.ofSeconds(60));
    MockWebServer server;
    TlsFront front;
    volatile MockResponse stream = unread(12, "unknown service");
    volatile MockResponse document = Links.json("{\"error\":{\"message\":\"older said no\"}}")
            .newBuilder()
            .code(403)
            .build();

    @BeforeEach
    void start() throws IOException {
        server = Links.server(Protocol.H2_PRIOR_KNOWLEDGE);
        front = TlsFront.start(offered -> offered.contains("teleport-proxy-grpc") ? "" : "h2", server.getPort());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                if (request.getTarget().equals(STREAM)) {
                    return stream;
                }
                older.add(request);
                return document;
            }

            @Override
            public MockResponse peek() {
                return stream;
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        network.close();
        front.close();
        server.close();
    }

    record Fixed(Optional<JoinMethod> asked, Proof proof) implements ProofChoice {
        @Override
        public Proof prove(Optional<JoinMethod> namedByServer) {
            return proof;
        }
    }

    static Proof idToken(JoinMethod method) {
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"sub\":\"job-1\",\"aud\":\"lab-root\",\"user_email\":\"x@y\"}"
                        .getBytes(StandardCharsets.UTF_8));
        return new Proof.IdTokenProof(
                method, IdToken.parse(Secret.of("eyJhbGciOiJub25lIn0." + payload + ".c2lnbmF0dXJl")));
    }

    static JoinAttempt attempt(String name, Proof proof) {
        return new JoinAttempt(
                name, name, EXPIRES, () -> KEY, new Fixed(Optional.of(proof.method()), proof), Optional.empty());
    }

    BotIdentity join(JoinAttempt attempt, String version) {
        TlsRouting routing = new TlsRouting(network, Links.at(front.port()));
        ClusterInfo cluster =
                new ClusterInfo("lab-root", version, true, Optional.empty(), Optional.of(Duration.ofSeconds(45)));
        return new Joiner(routing, routing.web(Links.trust()), Links.trust(), List.of()).join(attempt, cluster);
    }

    MachineIdException refused(JoinAttempt attempt) {
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, () -> join(attempt, "18.11.0"));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    static MockResponse unread(int status, String words) {
        return Links.refusal(status, words).newBuilder().doNotReadRequestBody().build();
    }

    interface Script {
        void run(BufferedSource in, BufferedSink out) throws IOException;
    }

    void streams(int status, String words, Script script) {
        stream = new MockResponse.Builder()
                .setHeader("content-type", "application/grpc")
                .removeHeader("content-length")
                .trailers(Headers.of("grpc-status", String.valueOf(status), "grpc-message", words))
                .socketHandler(socket -> {
                    try (BufferedSource in = Okio.buffer(socket.getSource());
                            BufferedSink out = Okio.buffer(socket.getSink())) {
                        script.run(in, out);
                    } catch (IOException gone) {
                        // the client finds out
                    }
                })
                .build();
    }

    JoinRequest take(BufferedSource in) throws IOException {
        in.skip(1);
        JoinRequest request = JoinRequest.parseFrom(in.readByteArray(in.readInt()));
        received.add(request);
        return request;
    }

    static void say(BufferedSink out, JoinResponse response) throws IOException {
        byte[] bytes = response.toByteArray();
        out.writeByte(0).writeInt(bytes.length).write(bytes).flush();
    }

    static JoinResponse init(String method) {
        return JoinResponse.newBuilder()
                .setInit(ServerInit.newBuilder().setJoinMethod(method))
                .build();
    }

    static JoinResponse result(byte[] certificate, byte[]... authorities) {
        Certificates.Builder certificates = Certificates.newBuilder().setTlsCert(ByteString.copyFrom(certificate));
        for (byte[] authority : authorities) {
            certificates.addTlsCaCerts(ByteString.copyFrom(authority));
        }
        return JoinResponse.newBuilder()
                .setResult(
                        Result.newBuilder().setBotResult(BotResult.newBuilder().setCertificates(certificates)))
                .build();
    }
}
