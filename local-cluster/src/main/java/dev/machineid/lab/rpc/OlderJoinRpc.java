package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.olderjoin.RegisterUsingAzureMethodRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingAzureMethodResponse;
import dev.machineid.core.wire.olderjoin.RegisterUsingIAMMethodRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingIAMMethodResponse;
import dev.machineid.core.wire.olderjoin.RegisterUsingTokenRequest;
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
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The older gRPC joins of methods with a challenge: the server speaks first. */
final class OlderJoinRpc {
    private static final String SERVICE = "proto.JoinService";

    private final ClusterAuthorities authorities;
    private final JoinDesk desk;
    private final Counters counters;
    private final boolean oneKey;

    OlderJoinRpc(ClusterAuthorities authorities, JoinDesk desk, Counters counters, boolean oneKey) {
        this.authorities = authorities;
        this.desk = desk;
        this.counters = counters;
        this.oneKey = oneKey;
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(method(
                        "RegisterUsingIAMMethod",
                        RegisterUsingIAMMethodRequest.getDefaultInstance(),
                        RegisterUsingIAMMethodResponse.getDefaultInstance(),
                        answers -> new Exchange<>(
                                answers,
                                Challenge.iam(),
                                challenge -> RegisterUsingIAMMethodResponse.newBuilder()
                                        .setChallenge(challenge)
                                        .build(),
                                this::iam)))
                .addMethod(method(
                        "RegisterUsingAzureMethod",
                        RegisterUsingAzureMethodRequest.getDefaultInstance(),
                        RegisterUsingAzureMethodResponse.getDefaultInstance(),
                        answers -> new Exchange<>(
                                answers,
                                Challenge.azure(),
                                challenge -> RegisterUsingAzureMethodResponse.newBuilder()
                                        .setChallenge(challenge)
                                        .build(),
                                this::azure)))
                .build();
    }

    private RegisterUsingIAMMethodResponse iam(String challenge, RegisterUsingIAMMethodRequest request) {
        LabToken token = token(request.getRegisterUsingTokenRequest(), JoinMethod.IAM, "IAM");
        return RegisterUsingIAMMethodResponse.newBuilder()
                .setCerts(certificates(desk.joinByAws(
                        token,
                        challenge,
                        request.getStsIdentityRequest().toByteArray(),
                        ask(request.getRegisterUsingTokenRequest()))))
                .build();
    }

    private RegisterUsingAzureMethodResponse azure(String challenge, RegisterUsingAzureMethodRequest request) {
        LabToken token = token(request.getRegisterUsingTokenRequest(), JoinMethod.AZURE, "Azure");
        if (request.getAttestedData().isEmpty()) {
            throw Refusal.badParameter("missing parameter AttestedData");
        }
        return RegisterUsingAzureMethodResponse.newBuilder()
                .setCerts(certificates(desk.joinByAzure(
                        token,
                        challenge,
                        request.getAttestedData().toByteArray(),
                        new byte[0],
                        request.getAccessToken(),
                        ask(request.getRegisterUsingTokenRequest()))))
                .build();
    }

    private <Q extends MessageLite, R extends MessageLite> ServerMethodDefinition<Q, R> method(
            String name, Q request, R response, Function<StreamObserver<R>, StreamObserver<Q>> exchange) {
        return ServerMethodDefinition.create(
                Rpc.method(SERVICE, name, MethodType.BIDI_STREAMING, request, response),
                ServerCalls.asyncBidiStreamingCall(answers -> {
                    counters.add(name);
                    counters.add("joins");
                    return exchange.apply(answers);
                }));
    }

    /** One join: the challenge goes out when the stream opens. */
    private static final class Exchange<Q, R> implements StreamObserver<Q> {
        private final StreamObserver<R> answers;
        private final String challenge;
        private final BiFunction<String, Q, R> join;
        private boolean ended;

        Exchange(
                StreamObserver<R> answers,
                String challenge,
                Function<String, R> opening,
                BiFunction<String, Q, R> join) {
            this.answers = answers;
            this.challenge = challenge;
            this.join = join;
            answers.onNext(opening.apply(challenge));
        }

        @Override
        public void onNext(Q request) {
            if (ended) {
                return;
            }
            ended = true;
            try {
                answers.onNext(join.apply(challenge, request));
                answers.onCompleted();
            } catch (Refusal refusal) {
                answers.onError(Rpc.status(refusal));
            }
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

    private LabToken token(RegisterUsingTokenRequest request, JoinMethod method, String title) {
        if (!request.getRole().equals("Bot")) {
            throw Refusal.badParameter("missing parameter HostID");
        }
        LabToken token = desk.find(request.getToken());
        if (token.method() != method) {
            throw Refusal.denied("this token does not support the " + title + " join method");
        }
        return token;
    }

    private JoinDesk.Ask ask(RegisterUsingTokenRequest request) {
        Instant expires = Instant.ofEpochSecond(request.getExpires().getSeconds());
        try {
            var ssh = SshKeys.fromLine(request.getPublicSSHKey().toByteArray());
            return new JoinDesk.Ask(
                    oneKey ? ssh : Pem.publicKey(request.getPublicTLSKey().toByteArray()), ssh, expires);
        } catch (GeneralSecurityException broken) {
            throw Refusal.badParameter(String.valueOf(broken.getMessage()));
        }
    }

    private Certs certificates(JoinDesk.Joined joined) {
        Certs.Builder all = Certs.newBuilder()
                .setTLS(ByteString.copyFromUtf8(Pem.of(joined.tls())))
                .setSSH(ByteString.copyFromUtf8(SshKeys.line(joined.ssh())));
        for (Authority authority : List.of(authorities.user(), authorities.host())) {
            all.addTLSCACerts(ByteString.copyFromUtf8(authority.pem()));
            all.addSSHCACerts(ByteString.copyFromUtf8(SshKeys.line(authority.sshKey())));
        }
        return all.build();
    }
}
