package dev.machineid.core.join;

import com.google.protobuf.ByteString;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcStream;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.platform.Proof.BoundKeypairProof;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.BoundKeypairChallengeSolution;
import dev.machineid.core.wire.join.BoundKeypairInit;
import dev.machineid.core.wire.join.BoundKeypairResult;
import dev.machineid.core.wire.join.BoundKeypairRotationResponse;
import dev.machineid.core.wire.join.Challenge;
import dev.machineid.core.wire.join.ChallengeSolution;
import dev.machineid.core.wire.join.ClientParams;
import dev.machineid.core.wire.join.GivingUp;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.join.JoinResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a join that only {@code bound_keypair} has: challenges to sign with a key pair, and requests for a new one,
 * as many as the cluster sends before its result.
 */
final class BoundKeypairJoin {
    /** A first join with a rotation at once takes four. */
    private static final int MOST_STEPS = 16;

    private final GrpcStream<JoinRequest, JoinResponse> stream;
    private final BoundKeys keys;

    BoundKeypairJoin(GrpcStream<JoinRequest, JoinResponse> stream, BoundKeys keys) {
        this.stream = stream;
        this.keys = keys;
    }

    /** The method's first message. */
    static JoinRequest init(BoundKeypairProof proof, BoundKeys keys, ClientParams parameters) {
        BoundKeypairInit.Builder init = BoundKeypairInit.newBuilder().setClientParams(parameters);
        proof.registration().ifPresent(secret -> init.setInitialJoinSecret(secret.reveal()));
        keys.joinState().ifPresent(state -> init.setPreviousJoinState(ByteString.copyFrom(state.revealBytes())));
        return JoinRequest.newBuilder().setBoundKeypairInit(init).build();
    }

    /** Answers every challenge, the given one first; gives the first message that is none, and takes its join state. */
    @Nullable
    JoinResponse answer(@Nullable JoinResponse first, Deadline deadline) throws IOException {
        JoinResponse message = first;
        for (int step = 0; message != null && message.hasChallenge(); step++) {
            if (step == MOST_STEPS) {
                throw new IOException("the server asks for one challenge after the other");
            }
            stream.send(JoinRequest.newBuilder()
                    .setSolution(solution(message.getChallenge()))
                    .build());
            message = stream.receive(deadline);
        }
        if (message != null && message.getResult().hasBotResult()) {
            BoundKeypairResult result = message.getResult().getBotResult().getBoundKeypairResult();
            keys.joined(
                    result.getPublicKey().toStringUtf8(),
                    Secret.of(result.getJoinState().toByteArray()));
        }
        return message;
    }

    private ChallengeSolution solution(Challenge challenge) throws IOException {
        ChallengeSolution.Builder solution = ChallengeSolution.newBuilder();
        switch (challenge.getPayloadCase()) {
            case BOUND_KEYPAIR_CHALLENGE -> {
                String line =
                        challenge.getBoundKeypairChallenge().getPublicKey().toStringUtf8();
                JobKey key = keys.find(line).orElseThrow(() -> notOurs(line));
                String signed = ChallengeSignature.sign(
                        key, challenge.getBoundKeypairChallenge().getChallenge());
                solution.setBoundKeypairChallengeSolution(
                        BoundKeypairChallengeSolution.newBuilder().setSolution(ByteString.copyFromUtf8(signed)));
            }
            case BOUND_KEYPAIR_ROTATION_REQUEST ->
                solution.setBoundKeypairRotationResponse(BoundKeypairRotationResponse.newBuilder()
                        .setPublicKey(ByteString.copyFromUtf8(keys.fresh().sshPublicLine())));
            default -> throw new IOException("the server asks for what bound_keypair does not know");
        }
        return solution.build();
    }

    private DeniedException notOurs(String line) {
        try {
            stream.send(JoinRequest.newBuilder()
                    .setGivingUp(GivingUp.newBuilder()
                            .setReason(GivingUp.Reason.REASON_CHALLENGE_SOLUTION_FAILED)
                            .setMsg("no such key pair here"))
                    .build());
        } catch (IOException alreadyGone) {
            // The server is only told out of courtesy.
        }
        return new DeniedException(
                ErrorCode.KEYPAIR_REFUSED,
                "the join token is bound to another key pair than this state directory holds",
                List.of(
                        "bound: " + dev.machineid.core.report.SafeText.line(line, 200),
                        keys.keys().isEmpty()
                                ? "here: none"
                                : "here: " + keys.keys().get(0).sshPublicLine()),
                "name the state directory that the bot last joined with, or make a new join token for this key pair:"
                        + " machine-id keypair create prints one",
                null);
    }
}
