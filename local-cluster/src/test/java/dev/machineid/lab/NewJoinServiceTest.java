package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.BotParams;
import dev.machineid.core.wire.join.ClientInit;
import dev.machineid.core.wire.join.ClientParams;
import dev.machineid.core.wire.join.GivingUp;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.join.JoinResponse;
import dev.machineid.core.wire.join.OIDCInit;
import dev.machineid.core.wire.join.PublicKeys;
import dev.machineid.core.wire.join.TokenInit;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewJoinServiceTest {
    private LabCluster cluster = LabCluster.start();
    private TestClient client = new TestClient(cluster);

    @BeforeEach
    void addSecretTokens() {
        cluster.addToken(LabToken.secret("the-secret-itself"));
        cluster.addToken(LabToken.secret("named").secretValue(Secret.of("hidden-value")));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
    }

    /** One stream, answers in order; an error is an answer too. */
    private static final class Stream implements StreamObserver<JoinResponse> {
        final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        final StreamObserver<JoinRequest> requests;

        Stream(io.grpc.Channel channel) {
            requests = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(
                            TestClient.method(
                                    "teleport.join.v1.JoinService/Join",
                                    MethodDescriptor.MethodType.BIDI_STREAMING,
                                    JoinRequest.getDefaultInstance(),
                                    JoinResponse.getDefaultInstance()),
                            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS)),
                    this);
        }

        @Override
        public void onNext(JoinResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable error) {
            answers.add(((StatusRuntimeException) error).getStatus());
        }

        @Override
        public void onCompleted() {
            answers.add("completed");
        }

        Stream init(String token, String method) {
            ClientInit.Builder init =
                    ClientInit.newBuilder().setTokenName(token).setSystemRole("Bot");
            if (!method.isEmpty()) {
                init.setJoinMethod(method);
            }
            requests.onNext(JoinRequest.newBuilder().setClientInit(init).build());
            return this;
        }

        JoinResponse answer() throws InterruptedException {
            return (JoinResponse) next();
        }

        Status refusal() throws InterruptedException {
            return (Status) next();
        }

        Object next() throws InterruptedException {
            Object next = answers.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no answer");
            }
            return next;
        }
    }

    private Stream open() throws Exception {
        return new Stream(client.joinChannel());
    }

    private ClientParams params() {
        return ClientParams.newBuilder()
                .setBotParams(BotParams.newBuilder()
                        .setPublicKeys(PublicKeys.newBuilder()
                                .setPublicTlsKey(ByteString.copyFrom(
                                        client.key.getPublic().getEncoded()))
                                .setPublicSshKey(ByteString.copyFrom(SshKeys.wire(client.key.getPublic()))))
                        .setExpires(Timestamp.newBuilder()
                                .setSeconds(Instant.now().plusSeconds(600).getEpochSecond())))
                .build();
    }

    private JoinRequest oidc(String idToken) {
        return JoinRequest.newBuilder()
                .setOidcInit(
                        OIDCInit.newBuilder().setClientParams(params()).setIdToken(ByteString.copyFromUtf8(idToken)))
                .build();
    }

    private JoinRequest secret(String secret) {
        return JoinRequest.newBuilder()
                .setTokenInit(TokenInit.newBuilder().setClientParams(params()).setSecret(secret))
                .build();
    }

    @Test
    void oidc_goodProof_givesBothCertificatesInTheirBinaryForms() throws Exception {
        Stream stream = open().init("deploy-jenkins", "");
        assertThat(stream.answer().getInit().getJoinMethod()).isEqualTo("generic_oidc");
        stream.requests.onNext(
                oidc(cluster.issuer().mint(Shapes.jenkins("lab-root")).reveal()));

        var certificates = stream.answer().getResult().getBotResult().getCertificates();

        X509Certificate tls = TestTls.certificate(certificates.getTlsCert().toByteArray());
        tls.verify(cluster.root().user().certificate().getPublicKey());
        OpenSshCertificate ssh =
                (OpenSshCertificate) SshKeys.fromWire(certificates.getSshCert().toByteArray());
        assertThat(ssh.getId()).isEqualTo("bot-ci");
        assertThat(certificates.getTlsCaCertsList())
                .contains(
                        ByteString.copyFrom(cluster.root().host().certificate().getEncoded()));
        assertThat(certificates.getSshCaKeysList())
                .contains(ByteString.copyFrom(SshKeys.wire(cluster.root().host().sshKey())));
        assertThat(stream.next()).isEqualTo("completed");
    }

    @Test
    void method_otherThanTheTokens_isABadParameter() throws Exception {
        Status refusal = open().init("deploy-github", "gitlab").refusal();

        assertThat(refusal.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getDescription())
                .isEqualTo("client requested join method \"gitlab\", provision token only supports method \"github\"");
    }

    @Test
    void token_unknown_isDeniedWithoutItsName() throws Exception {
        Status refusal = open().init("nothing-like-it", "").refusal();

        assertThat(refusal.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal.getDescription())
                .isEqualTo("\"\" can not join the cluster with role \"Bot\", token expired or not found");
    }

    @Test
    void secret_secondUse_isDenied() throws Exception {
        Stream first = open().init("the-secret-itself", "token");
        first.answer();
        first.requests.onNext(secret(""));
        assertThat(first.answer().hasResult()).isTrue();

        assertThat(open().init("the-secret-itself", "token").refusal().getDescription())
                .contains("token expired or not found");
    }

    @Test
    void secret_apartFromTheName_mustBeTheRightOne() throws Exception {
        Stream wrong = open().init("named", "token");
        wrong.answer();
        wrong.requests.onNext(secret("guess"));
        assertThat(wrong.refusal().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);

        Stream right = open().init("named", "token");
        right.answer();
        right.requests.onNext(secret("hidden-value"));
        assertThat(right.answer().hasResult()).isTrue();
    }

    @Test
    void proof_beforeTheFirstMessage_isABadParameter() throws Exception {
        Stream stream = open();
        stream.requests.onNext(oidc("x"));

        assertThat(stream.refusal().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void proof_forASecretToken_isABadParameter() throws Exception {
        Stream stream = open().init("named", "");
        stream.answer();
        stream.requests.onNext(oidc("x"));

        assertThat(stream.refusal().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void audience_wrong_isUnclassifiedWithTheServersWords() throws Exception {
        Stream stream = open().init("deploy-github", "github");
        stream.answer();
        stream.requests.onNext(
                oidc(cluster.issuer().mint(Shapes.github().withAudience("zz")).reveal()));

        Status refusal = stream.refusal();
        assertThat(refusal.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(refusal.getDescription())
                .isEqualTo("oidc: expected audience \"teleport.cluster.local\" got [\"zz\"]");
    }

    @Test
    void givingUp_endsTheStream() throws Exception {
        Stream stream = open().init("deploy-github", "");
        stream.answer();
        stream.requests.onNext(JoinRequest.newBuilder()
                .setGivingUp(GivingUp.newBuilder().setReason(GivingUp.Reason.REASON_UNSUPPORTED_JOIN_METHOD))
                .build());

        assertThat(stream.next()).isEqualTo("completed");
        assertThat(cluster.counters().of("giving-up")).isOne();
    }

    @Test
    void switchedOff_answersUnimplemented() throws Exception {
        stop();
        cluster = LabCluster.builder().joinService(false).start();
        client = new TestClient(cluster);

        assertThat(open().init("deploy-github", "").refusal().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void versionMetadata_isRefusedAndRemembered() throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("version", Metadata.ASCII_STRING_MARSHALLER), "0.1.0");
        ManagedChannel channel = client.joinChannel();

        Status refusal = new Stream(io.grpc.ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(headers)))
                .init("deploy-github", "")
                .refusal();

        assertThat(refusal.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(cluster.counters().violations()).hasSize(1);
    }

    @Test
    void authService_onTheJoinRoute_isUnimplemented() throws Exception {
        ManagedChannel channel = client.joinChannel();

        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> TestClient.call(
                                        channel,
                                        "proto.AuthService/Ping",
                                        dev.machineid.core.wire.auth.PingRequest.getDefaultInstance(),
                                        dev.machineid.core.wire.auth.PingResponse.getDefaultInstance()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
}
