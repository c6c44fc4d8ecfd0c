package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.AzureChallenge;
import dev.machineid.core.wire.join.BotParams;
import dev.machineid.core.wire.join.BotResult;
import dev.machineid.core.wire.join.BoundKeypairResult;
import dev.machineid.core.wire.join.Certificates;
import dev.machineid.core.wire.join.ChallengeSolution;
import dev.machineid.core.wire.join.ClientInit;
import dev.machineid.core.wire.join.ClientParams;
import dev.machineid.core.wire.join.IAMChallenge;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.join.JoinResponse;
import dev.machineid.core.wire.join.Result;
import dev.machineid.core.wire.join.ServerInit;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Pem;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.join.Challenge;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.join.JoinMethod;
import dev.machineid.lab.join.LabToken;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The new join service: client init, server init, the method's proof, the result. */
final class JoinRpc {
    static final String SERVICE = "teleport.join.v1.JoinService";

    private final ClusterAuthorities authorities;
    private final JoinDesk desk;
    private final Counters counters;

    JoinRpc(ClusterAuthorities authorities, JoinDesk desk, Counters counters) {
        this.authorities = authorities;
        this.desk = desk;
        this.counters = counters;
    }

    ServerMethodDefinition<JoinRequest, JoinResponse> join() {
        return ServerMethodDefinition.create(
                Rpc.method(
                        SERVICE,
                        "Join",
                        MethodType.BIDI_STREAMING,
                        JoinRequest.getDefaultInstance(),
                        JoinResponse.getDefaultInstance()),
                ServerCalls.asyncBidiStreamingCall(Conversation::new));
    }

    /** One stream: its state is the join token found by the first message. */
    private final class Conversation implements StreamObserver<JoinRequest> {
        private final StreamObserver<JoinResponse> answers;
        private @Nullable LabToken token;
        private String askedName = "";
        private String challenge = "";
        private JoinDesk.@Nullable Ask ask;
        private boolean ended;
        private @Nullable BoundKeypairTalk talk;
        private final String instance = CallerInterceptor.instance();

        Conversation(StreamObserver<JoinResponse> answers) {
            this.answers = answers;
            counters.add("Join");
            counters.add("joins");
        }

        @Override
        public void onNext(JoinRequest request) {
            if (ended) {
                return;
            }
            try {
                step(request);
            } catch (Refusal refusal) {
                ended = true;
                answers.onError(Rpc.status(refusal));
            }
        }

        private void step(JoinRequest request) {
            LabToken found = token;
            switch (request.getPayloadCase()) {
                case CLIENT_INIT -> answers.onNext(init(request.getClientInit()));
                case TOKEN_INIT -> {
                    LabToken chosen = require(found, JoinMethod.TOKEN);
                    String secret = request.getTokenInit().getSecret();
                    JoinDesk.Ask ask = ask(request.getTokenInit().getClientParams());
                    finish(desk.joinBySecret(chosen, Secret.of(secret.isEmpty() ? askedName : secret), ask));
                }
                case OIDC_INIT -> {
                    LabToken chosen = require(found, null);
                    JoinDesk.Ask ask = ask(request.getOidcInit().getClientParams());
                    finish(desk.joinByProof(
                            chosen, request.getOidcInit().getIdToken().toStringUtf8(), ask));
                }
                case IAM_INIT -> {
                    method(found, JoinMethod.IAM);
                    ask = ask(request.getIamInit().getClientParams());
                    challenge = Challenge.iam();
                    send(dev.machineid.core.wire.join.Challenge.newBuilder()
                            .setIamChallenge(IAMChallenge.newBuilder().setChallenge(challenge)));
                }
                case AZURE_INIT -> {
                    method(found, JoinMethod.AZURE);
                    ask = ask(request.getAzureInit().getClientParams());
                    challenge = Challenge.azure();
                    send(dev.machineid.core.wire.join.Challenge.newBuilder()
                            .setAzureChallenge(AzureChallenge.newBuilder().setChallenge(challenge)));
                }
                case BOUND_KEYPAIR_INIT -> {
                    LabToken chosen = require(found, null);
                    talk = new BoundKeypairTalk(
                            desk,
                            authorities.cluster(),
                            chosen,
                            request.getBoundKeypairInit(),
                            ask(request.getBoundKeypairInit().getClientParams()),
                            instance,
                            this::challenge,
                            this::finish);
                    talk.begin();
                }
                case SOLUTION -> {
                    if (talk == null) {
                        solution(request.getSolution());
                    } else {
                        talk.solved(request.getSolution());
                    }
                }
                case GIVING_UP -> {
                    ended = true;
                    counters.add("giving-up");
                    answers.onCompleted();
                }
                default -> throw Refusal.badParameter("unexpected message in the join stream");
            }
        }

        private void solution(ChallengeSolution solution) {
            JoinDesk.Ask asked = ask;
            LabToken chosen = token;
            if (asked == null || chosen == null) {
                throw Refusal.badParameter("unexpected message in the join stream");
            }
            switch (solution.getPayloadCase()) {
                case IAM_CHALLENGE_SOLUTION ->
                    finish(desk.joinByAws(
                            method(chosen, JoinMethod.IAM),
                            challenge,
                            solution.getIamChallengeSolution()
                                    .getStsIdentityRequest()
                                    .toByteArray(),
                            asked));
                case AZURE_CHALLENGE_SOLUTION ->
                    finish(desk.joinByAzure(
                            method(chosen, JoinMethod.AZURE),
                            challenge,
                            solution.getAzureChallengeSolution()
                                    .getAttestedData()
                                    .toByteArray(),
                            solution.getAzureChallengeSolution()
                                    .getIntermediate()
                                    .toByteArray(),
                            solution.getAzureChallengeSolution().getAccessToken(),
                            asked));
                default -> throw Refusal.badParameter("unexpected message in the join stream");
            }
        }

        private LabToken method(@Nullable LabToken found, JoinMethod method) {
            if (found == null || found.method() != method) {
                throw Refusal.badParameter("unexpected message in the join stream");
            }
            return found;
        }

        private void send(dev.machineid.core.wire.join.Challenge.Builder message) {
            answers.onNext(JoinResponse.newBuilder().setChallenge(message).build());
        }

        private JoinResponse init(ClientInit init) {
            if (!init.getSystemRole().equals("Bot")) {
                throw Refusal.badParameter("this cluster joins bots only, not \"" + init.getSystemRole() + "\"");
            }
            askedName = init.getTokenName();
            LabToken found = desk.find(askedName);
            String method = found.method().word();
            if (init.hasJoinMethod() && !init.getJoinMethod().equals(method)) {
                throw Refusal.badParameter("client requested join method \"" + init.getJoinMethod()
                        + "\", provision token only supports method \"" + method + "\"");
            }
            token = found;
            return JoinResponse.newBuilder()
                    .setInit(ServerInit.newBuilder().setJoinMethod(method).setSignatureAlgorithmSuite("balanced-v1"))
                    .build();
        }

        private LabToken require(@Nullable LabToken found, @Nullable JoinMethod method) {
            boolean secret = method == JoinMethod.TOKEN;
            if (found == null || (found.method() == JoinMethod.TOKEN) != secret) {
                throw Refusal.badParameter("unexpected message in the join stream");
            }
            return found;
        }

        private void challenge(dev.machineid.core.wire.join.Challenge asked) {
            answers.onNext(JoinResponse.newBuilder().setChallenge(asked).build());
        }

        private void finish(JoinDesk.Joined joined, BoundKeypairResult bound) {
            finish(BotResult.newBuilder().setCertificates(certificates(joined)).setBoundKeypairResult(bound));
        }

        private void finish(JoinDesk.Joined joined) {
            finish(BotResult.newBuilder().setCertificates(certificates(joined)));
        }

        private void finish(BotResult.Builder result) {
            ended = true;
            answers.onNext(JoinResponse.newBuilder()
                    .setResult(Result.newBuilder().setBotResult(result))
                    .build());
            answers.onCompleted();
        }

        @Override
        public void onError(Throwable cancelled) {
            ended = true;
        }

        @Override
        public void onCompleted() {
            if (!ended) {
                ended = true;
                answers.onCompleted();
            }
        }
    }

    private static JoinDesk.Ask ask(ClientParams params) {
        BotParams bot = params.getBotParams();
        if (!bot.hasExpires()) {
            throw Refusal.badParameter("bot params need expires");
        }
        Timestamp expires = bot.getExpires();
        try {
            return new JoinDesk.Ask(
                    Pem.publicKeyFromDer(bot.getPublicKeys().getPublicTlsKey().toByteArray()),
                    SshKeys.fromWire(bot.getPublicKeys().getPublicSshKey().toByteArray()),
                    Instant.ofEpochSecond(expires.getSeconds(), expires.getNanos()));
        } catch (GeneralSecurityException broken) {
            throw Refusal.badParameter(String.valueOf(broken.getMessage()));
        }
    }

    private Certificates certificates(JoinDesk.Joined joined) {
        Certificates.Builder all = Certificates.newBuilder();
        try {
            all.setTlsCert(ByteString.copyFrom(joined.tls().getEncoded()));
            all.setSshCert(ByteString.copyFrom(SshKeys.wire(joined.ssh())));
            for (Authority authority : List.of(authorities.user(), authorities.host())) {
                all.addTlsCaCerts(ByteString.copyFrom(authority.certificate().getEncoded()));
                all.addSshCaKeys(ByteString.copyFrom(SshKeys.wire(authority.sshKey())));
            }
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
        return all.build();
    }
}
