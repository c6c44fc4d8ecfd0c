package dev.machineid.core.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
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
import okhttp3.tls.HeldCertificate;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to join against a server that says what the test wants. */
@Timeout(30)
class JoinTest {
    private static final JobKey KEY = JobKey.p256();
    private static final Instant EXPIRES = Instant.parse("2026-11-22T13:00:00Z");
    private static final String STREAM = "/teleport.join.v1.JoinService/Join";
    private static final String OLDER = "/v1/webapi/host/credentials";

    private final List<JoinRequest> received = new CopyOnWriteArrayList<>();
    private final List<RecordedRequest> older = new CopyOnWriteArrayList<>();
    private final Network network = Links.network(Duration.ofSeconds(60));
    private MockWebServer server;
    private TlsFront front;
    private volatile MockResponse stream = unread(12, "unknown service");
    private volatile MockResponse document = Links.json("{\"error\":{\"message\":\"older said no\"}}")
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

    private record Fixed(Optional<JoinMethod> asked, Proof proof) implements ProofChoice {
        @Override
        public Proof prove(Optional<JoinMethod> namedByServer) {
            return proof;
        }
    }

    private static Proof idToken(JoinMethod method) {
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"sub\":\"job-1\",\"aud\":\"lab-root\",\"user_email\":\"x@y\"}"
                        .getBytes(StandardCharsets.UTF_8));
        return new Proof.IdTokenProof(
                method, IdToken.parse(Secret.of("eyJhbGciOiJub25lIn0." + payload + ".c2lnbmF0dXJl")));
    }

    private static JoinAttempt attempt(String name, Proof proof) {
        return new JoinAttempt(
                name, name, EXPIRES, () -> KEY, new Fixed(Optional.of(proof.method()), proof), Optional.empty());
    }

    private BotIdentity join(JoinAttempt attempt, String version) {
        TlsRouting routing = new TlsRouting(network, Links.at(front.port()));
        ClusterInfo cluster =
                new ClusterInfo("lab-root", version, true, Optional.empty(), Optional.of(Duration.ofSeconds(45)));
        return new Joiner(routing, routing.web(Links.trust()), Links.trust(), List.of()).join(attempt, cluster);
    }

    private MachineIdException refused(JoinAttempt attempt) {
        MachineIdException refusal = catchThrowableOfType(MachineIdException.class, () -> join(attempt, "18.11.0"));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static MockResponse unread(int status, String words) {
        return Links.refusal(status, words).newBuilder().doNotReadRequestBody().build();
    }

    private interface Script {
        void run(BufferedSource in, BufferedSink out) throws IOException;
    }

    private void streams(int status, String words, Script script) {
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

    private JoinRequest take(BufferedSource in) throws IOException {
        in.skip(1);
        JoinRequest request = JoinRequest.parseFrom(in.readByteArray(in.readInt()));
        received.add(request);
        return request;
    }

    private static void say(BufferedSink out, JoinResponse response) throws IOException {
        byte[] bytes = response.toByteArray();
        out.writeByte(0).writeInt(bytes.length).write(bytes).flush();
    }

    private static JoinResponse init(String method) {
        return JoinResponse.newBuilder()
                .setInit(ServerInit.newBuilder().setJoinMethod(method))
                .build();
    }

    private static JoinResponse result(byte[] certificate, byte[]... authorities) {
        Certificates.Builder certificates = Certificates.newBuilder().setTlsCert(ByteString.copyFrom(certificate));
        for (byte[] authority : authorities) {
            certificates.addTlsCaCerts(ByteString.copyFrom(authority));
        }
        return JoinResponse.newBuilder()
                .setResult(
                        Result.newBuilder().setBotResult(BotResult.newBuilder().setCertificates(certificates)))
                .build();
    }

    @Test
    void newService_goodJoin_carriesNameKeysAndProof() throws Exception {
        HeldCertificate user =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate host =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate bot = new HeldCertificate.Builder().signedBy(user).build();
        JoinResponse result = result(
                bot.certificate().getEncoded(),
                user.certificate().getEncoded(),
                host.certificate().getEncoded());
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, result);
        });

        BotIdentity identity = join(attempt("deploy", idToken(JoinMethod.GITLAB)), "18.11.0");

        assertThat(identity.tls()).isEqualTo(bot.certificate());
        assertThat(identity.hostAuthorities())
                .as("the user authority is no server's")
                .containsExactly(host.certificate());
        assertThat(received.get(0).getClientInit().getTokenName()).isEqualTo("deploy");
        assertThat(received.get(0).getClientInit().getSystemRole()).isEqualTo("Bot");
        assertThat(received.get(0).getClientInit().getJoinMethod()).isEqualTo("gitlab");
        var oidc = received.get(1).getOidcInit();
        assertThat(oidc.getIdToken().toStringUtf8()).endsWith(".c2lnbmF0dXJl");
        var bots = oidc.getClientParams().getBotParams();
        assertThat(bots.getExpires().getSeconds()).isEqualTo(EXPIRES.getEpochSecond());
        assertThat(bots.getPublicKeys().getPublicTlsKey().toByteArray()).isEqualTo(KEY.tlsPublicDer());
        assertThat(bots.getPublicKeys().getPublicSshKey().toByteArray()).isEqualTo(KEY.sshPublicWire());
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"named, named, the-secret", "'', the-secret, ''"})
    void newService_secret_isSentWhereTheServerLooks(String name, String sentName, String sentSecret) {
        streams(7, "no", (in, out) -> {
            take(in);
            say(out, init("token"));
            take(in);
        });

        refused(attempt(name, new Proof.SecretProof(Secret.of("the-secret"))));

        assertThat(received.get(0).getClientInit().getTokenName()).isEqualTo(sentName);
        assertThat(received.get(1).getTokenInit().getSecret()).isEqualTo(sentSecret);
    }

    @ParameterizedTest
    @CsvSource({"7, CLAIMS_REFUSED", "2, CLAIMS_REFUSED"})
    void newService_refusesBeforeItReadsTheProof_isStillHeard(int status, ErrorCode code) {
        streams(status, "id token claims did not match any allow rules", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
        });

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.details())
                .anyMatch(line -> line.contains("sub = job-1"))
                .anyMatch(line -> line.contains("45 s ahead"))
                .noneMatch(line -> line.contains("x@y"));
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void newService_definiteNoAtFirst_isFinal(int status) {
        stream = unread(status, "access denied");

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB))).code())
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 12, 13, 14})
    void newService_notServed_asksTheOlderEndpoint(int status) {
        stream = unread(status, "x");

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.details()).contains("the server said: older said no");
        assertThat(older).hasSize(1);
    }

    @Test
    void newService_endsWithoutAWord_asksTheOlderEndpoint() {
        streams(0, "", (in, out) -> take(in));

        refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(older).hasSize(1);
    }

    @Test
    void newService_unimplementedForTheMethod_asksTheOlderEndpointOnce() {
        streams(12, "not for gitlab", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
        });

        refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(older).hasSize(1);
    }

    @Test
    void newService_methodUnknownHere_isToldAndExplained() {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("tpm"));
            take(in);
        });

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.code()).isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(refusal.what()).contains("\"tpm\"");
        assertThat(older).isEmpty();
    }

    @Test
    void newService_anotherMessageThanCertificates_isAFault() {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, init("gitlab"));
            take(in);
        });

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB)))).isInstanceOf(FaultException.class);
        assertThat(older).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "0"})
    void newService_brokenCertificate_isExplained(String certificate) {
        streams(0, "", (in, out) -> {
            take(in);
            say(out, init("gitlab"));
            take(in);
            say(out, result(certificate.getBytes(StandardCharsets.UTF_8)));
        });

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB))).code())
                .isEqualTo(ErrorCode.CREDENTIALS_UNREADABLE);
    }

    @Test
    void genericOidc_connectionBroken_isNotBlamedOnTheServersAge() throws Exception {
        front.close();

        MachineIdException failure = refused(attempt("deploy", idToken(JoinMethod.GENERIC_OIDC)));
        assertThat(failure.code()).isEqualTo(ErrorCode.CANNOT_CONNECT);
    }

    @Test
    void genericOidc_notServed_isNotAskedOfTheOlderEndpoint() {
        assertThat(refused(attempt("deploy", idToken(JoinMethod.GENERIC_OIDC))).code())
                .isEqualTo(ErrorCode.METHOD_NOT_SUPPORTED);
        assertThat(older).isEmpty();
    }

    @Test
    void olderServer_isNeverAskedForTheNewService() {
        stream = Links.answer();
        assertThatThrownBy(() -> join(attempt("deploy", idToken(JoinMethod.GITLAB)), "15.0.0-dev"))
                .isInstanceOf(DeniedException.class);

        assertThat(server.getRequestCount()).isOne();
        RecordedRequest request = older.get(0);
        assertThat(request.getTarget()).isEqualTo(OLDER);
        assertThat(request.getBody().utf8())
                .startsWith(
                        "{\"hostID\":\"\",\"node_name\":\"\",\"role\":\"Bot\",\"token\":\"deploy\",\"id_token\":\"eyJ")
                .endsWith("\"expires\":\"2026-11-22T13:00:00Z\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "403, access denied, ACCESS_DENIED",
        "500, something broke, REQUEST_REFUSED",
        "503, something broke, SERVER_FAULT",
        "429, too many, RATE_LIMITED",
        "429, rate limit exceeded, RATE_LIMITED",
        "400, odd, REQUEST_REFUSED",
        "500, oidc: token is expired (Token Expiry: x), ID_TOKEN_EXPIRED"
    })
    void olderEndpoint_words_decideBeforeTheStatus(int status, String words, ErrorCode code) {
        document = Links.json("{\"error\":{\"message\":\"" + words + "\"}}")
                .newBuilder()
                .code(status)
                .build();

        MachineIdException refusal = refused(attempt("deploy", idToken(JoinMethod.GITLAB)));
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal)
                .isInstanceOf(
                        code == ErrorCode.SERVER_FAULT || code == ErrorCode.RATE_LIMITED
                                ? FaultException.class
                                : DeniedException.class);
    }

    @Test
    void olderEndpoint_echoOfTheToken_isNotShown() {
        document = Links.json("{\"error\":{\"message\":\"bad eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2ItMSJ9.c2lnbmF0dXJl\"}}")
                .newBuilder()
                .code(400)
                .build();

        assertThat(refused(attempt("deploy", idToken(JoinMethod.GITLAB))).render())
                .doesNotContain("c2lnbmF0dXJl", "eyJzdWIi");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the join token of this secret, tctl get token/NAME",
        "deploy, the join token \"deploy\", tctl get token/deploy"
    })
    void joinToken_inAMessage_isNamedWhereItHasAName(String name, String named, String show) {
        document = Links.json("{\"error\":{\"message\":\"did not match any allow rules\"}}")
                .newBuilder()
                .code(403)
                .build();

        MachineIdException refusal = refused(attempt(name, new Proof.SecretProof(Secret.of("s"))));
        assertThat(refusal.what()).startsWith(named);
        assertThat(refusal.advice()).contains(show);
    }
}
