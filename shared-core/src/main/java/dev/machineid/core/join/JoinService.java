package dev.machineid.core.join;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.GrpcStream;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.wire.join.BotParams;
import dev.machineid.core.wire.join.Certificates;
import dev.machineid.core.wire.join.Challenge;
import dev.machineid.core.wire.join.ClientInit;
import dev.machineid.core.wire.join.ClientParams;
import dev.machineid.core.wire.join.GivingUp;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.join.JoinResponse;
import dev.machineid.core.wire.join.OIDCInit;
import dev.machineid.core.wire.join.PublicKeys;
import dev.machineid.core.wire.join.TokenInit;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The join service of servers from about 18.3 on ({@code teleport.join.v1.JoinService/Join}): one two-way stream in which
 * the server names the join method.
 */
final class JoinService {
    private static final String PATH = "/teleport.join.v1.JoinService/Join";
    private static final int INVALID_ARGUMENT = 3;
    private static final int PERMISSION_DENIED = 7;

    private final GrpcChannel channel;
    private final JoinFailures failures;

    JoinService(GrpcChannel channel, JoinFailures failures) {
        this.channel = channel;
        this.failures = failures;
    }

    /** This server does not serve the join this way; the older endpoint may. */
    static final class NotServed extends Exception {
        private static final long serialVersionUID = 1L;

        private final IOException reason;

        NotServed(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }

    BotIdentity join(JoinAttempt attempt) throws NotServed {
        try (GrpcStream<JoinRequest, JoinResponse> stream = open(attempt)) {
            JoinMethod method = serverMethod(stream, first(stream));
            Proof proof = attempt.proof().prove(Optional.of(method));
            JobKey key = attempt.key().get();
            try {
                send(stream, proofMessage(proof, attempt, parameters(key, attempt)));
                JoinResponse answer = stream.receive(channel.deadline());
                if (attempt.bound().isPresent()) {
                    answer = new BoundKeypairJoin(stream, attempt.bound().get()).answer(answer, channel.deadline());
                }
                while (answer != null && answer.hasChallenge()) {
                    send(stream, solution(stream, proof, answer.getChallenge()));
                    answer = stream.receive(channel.deadline());
                }
                Certificates certificates = certificates(stream, answer);
                stream.endSending();
                return identity(key, certificates);
            } catch (GrpcStatusException status) {
                if (status.isUnimplemented()) {
                    throw new NotServed(status);
                }
                throw failures.refused(status, proof);
            } catch (IOException broken) {
                throw channel.explain(broken);
            }
        }
    }

    /** Where the server has ended the stream already, its own words say more than the broken sending half. */
    private static void send(GrpcStream<JoinRequest, JoinResponse> stream, JoinRequest message) {
        try {
            stream.send(message);
        } catch (IOException ended) {
            // What follows receives the server's words, or finds the connection broken.
        }
    }

    private GrpcStream<JoinRequest, JoinResponse> open(JoinAttempt attempt) throws NotServed {
        ClientInit.Builder init =
                ClientInit.newBuilder().setTokenName(name(attempt)).setSystemRole("Bot");
        attempt.proof().asked().ifPresent(method -> init.setJoinMethod(method.wireName()));
        try {
            return channel.open(
                    PATH, JoinRequest.newBuilder().setClientInit(init).build(), JoinResponse.parser());
        } catch (IOException noConnection) {
            throw new NotServed(noConnection);
        }
    }

    /** Only a definite no is final here, and asking elsewhere is no way to slow down; whatever else goes wrong at this point, the older endpoint is asked. */
    private @Nullable JoinResponse first(GrpcStream<JoinRequest, JoinResponse> stream) throws NotServed {
        try {
            return stream.receive(channel.deadline());
        } catch (GrpcStatusException status) {
            if (status.status() == PERMISSION_DENIED || status.status() == INVALID_ARGUMENT || status.isRateLimit()) {
                throw failures.refused(status, null);
            }
            throw new NotServed(status);
        } catch (IOException broken) {
            throw new NotServed(broken);
        }
    }

    private JoinMethod serverMethod(GrpcStream<JoinRequest, JoinResponse> stream, @Nullable JoinResponse answer)
            throws NotServed {
        if (answer == null || !answer.hasInit()) {
            throw new NotServed(new IOException("the server did not start the join"));
        }
        try {
            return JoinMethod.ofServer(answer.getInit().getJoinMethod());
        } catch (ProofException notSupported) {
            giveUp(stream, GivingUp.Reason.REASON_UNSUPPORTED_JOIN_METHOD, notSupported.what());
            throw notSupported;
        }
    }

    /** Without a name the secret itself says the join token. */
    private static String name(JoinAttempt attempt) {
        return attempt.tokenName().isEmpty()
                        && attempt.proof().prove(Optional.empty()) instanceof Proof.SecretProof alone
                ? alone.secret().reveal()
                : attempt.tokenName();
    }

    /** The answer to a challenge, where the method has any; one that cannot be found ends the join. */
    private static JoinRequest solution(GrpcStream<JoinRequest, JoinResponse> stream, Proof proof, Challenge challenge)
            throws IOException {
        try {
            if (proof instanceof Proof.IamProof iam) {
                return IamJoin.solution(iam, challenge);
            }
            if (proof instanceof Proof.AzureProof azure) {
                return AzureJoin.solution(azure, challenge);
            }
        } catch (MachineIdException unsolved) {
            giveUp(stream, GivingUp.Reason.REASON_CHALLENGE_SOLUTION_FAILED, unsolved.what());
            throw unsolved;
        }
        giveUp(stream, GivingUp.Reason.REASON_UNSUPPORTED_MESSAGE_TYPE, "expected no challenge");
        throw new IOException("the server sent a challenge that join method " + proof.method() + " does not have");
    }

    private static JoinRequest proofMessage(Proof proof, JoinAttempt attempt, ClientParams parameters) {
        if (proof instanceof Proof.IamProof) {
            return IamJoin.init(parameters);
        }
        if (proof instanceof Proof.AzureProof) {
            return AzureJoin.init(parameters);
        }
        if (proof instanceof Proof.IdTokenProof token) {
            return JoinRequest.newBuilder()
                    .setOidcInit(OIDCInit.newBuilder()
                            .setClientParams(parameters)
                            .setIdToken(ByteString.copyFrom(token.token().jwt().revealBytes())))
                    .build();
        }
        if (proof instanceof Proof.BoundKeypairProof bound && attempt.bound().isPresent()) {
            return BoundKeypairJoin.init(bound, attempt.bound().get(), parameters);
        }
        TokenInit.Builder init = TokenInit.newBuilder().setClientParams(parameters);
        if (proof instanceof Proof.SecretProof secret && !attempt.tokenName().isEmpty()) {
            init.setSecret(secret.secret().reveal());
        }
        return JoinRequest.newBuilder().setTokenInit(init).build();
    }

    private static ClientParams parameters(JobKey key, JoinAttempt attempt) {
        return ClientParams.newBuilder()
                .setBotParams(BotParams.newBuilder()
                        .setPublicKeys(PublicKeys.newBuilder()
                                .setPublicTlsKey(ByteString.copyFrom(key.tlsPublicDer()))
                                .setPublicSshKey(ByteString.copyFrom(key.sshPublicWire())))
                        .setExpires(Timestamp.newBuilder()
                                .setSeconds(attempt.expires().getEpochSecond())))
                .build();
    }

    private Certificates certificates(GrpcStream<JoinRequest, JoinResponse> stream, @Nullable JoinResponse answer)
            throws IOException {
        if (answer != null && answer.hasResult() && answer.getResult().hasBotResult()) {
            return answer.getResult().getBotResult().getCertificates();
        }
        giveUp(stream, GivingUp.Reason.REASON_UNSUPPORTED_MESSAGE_TYPE, "expected a bot's certificates");
        throw new IOException("the server answered a join with another message than certificates");
    }

    private static BotIdentity identity(JobKey key, Certificates certificates) {
        return BotIdentity.of(
                key,
                TlsCertificates.parse(certificates.getTlsCert().toByteArray()).get(0),
                certificates.getTlsCaCertsList().stream()
                        .flatMap(der -> TlsCertificates.parse(der.toByteArray()).stream())
                        .toList());
    }

    private static void giveUp(GrpcStream<JoinRequest, JoinResponse> stream, GivingUp.Reason reason, String words) {
        try {
            stream.send(JoinRequest.newBuilder()
                    .setGivingUp(GivingUp.newBuilder().setReason(reason).setMsg(words))
                    .build());
        } catch (IOException alreadyGone) {
            // The server is only told out of courtesy.
        }
    }
}
