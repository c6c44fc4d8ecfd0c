package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.BoundKeypairChallenge;
import dev.machineid.core.wire.join.BoundKeypairInit;
import dev.machineid.core.wire.join.BoundKeypairResult;
import dev.machineid.core.wire.join.BoundKeypairRotationRequest;
import dev.machineid.core.wire.join.Challenge;
import dev.machineid.core.wire.join.ChallengeSolution;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.join.BoundKeypairToken;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.join.KeyChallenge;
import dev.machineid.lab.join.LabToken;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One join by {@code bound_keypair}: challenges and rotations in the order of the real server, then the result. */
final class BoundKeypairTalk {
    private final JoinDesk desk;
    private final String cluster;
    private final LabToken token;
    private final BoundKeypairToken rules;
    private final BoundKeypairInit init;
    private final JoinDesk.Ask ask;
    private final String instance;
    private final Consumer<Challenge> challenges;
    private final BiConsumer<JoinDesk.Joined, BoundKeypairResult> result;
    private Consumer<ChallengeSolution> next = solution -> {
        throw Refusal.badParameter("unexpected message in the join stream");
    };

    /**
     * @param instance the bot instance of the caller's identity, "" where it has none
     * @param challenges takes what the client is asked
     * @param result takes what a successful join ends with
     */
    BoundKeypairTalk(
            JoinDesk desk,
            String cluster,
            LabToken token,
            BoundKeypairInit init,
            JoinDesk.Ask ask,
            String instance,
            Consumer<Challenge> challenges,
            BiConsumer<JoinDesk.Joined, BoundKeypairResult> result) {
        this.desk = desk;
        this.cluster = cluster;
        this.token = token;
        this.rules = desk.keyPair(token);
        this.init = init;
        this.ask = ask;
        this.instance = instance;
        this.challenges = challenges;
        this.result = result;
    }

    void begin() {
        boolean bound = !rules.boundKey().isEmpty();
        boolean again = !instance.isEmpty();
        if (!bound && again) {
            throw Refusal.badParameter("cannot perform first bound keypair join with existing credentials");
        }
        if (bound) {
            challenge(rules.boundKey(), again ? this::rejoin : this::recover);
        } else {
            first();
        }
    }

    /** The client's answer to the last challenge. */
    void solved(ChallengeSolution solution) {
        next.accept(solution);
    }

    private void first() {
        rules.requireRecovery("no recovery attempts remaining");
        if (!rules.initialKey().isEmpty()) {
            challenge(rules.initialKey(), () -> rotateIfDue(rules.initialKey(), true), "failed to complete challenge");
            return;
        }
        rules.requireRegistration(Secret.of(init.getInitialJoinSecret()), now());
        rotate(key -> rotateIfDue(key, true));
    }

    private void recover() {
        rules.requireRecovery("no rejoins remaining");
        checkState();
        rotateIfDue(rules.boundKey(), true);
    }

    private void rejoin() {
        checkState();
        if (!rules.boundInstance().equals(instance)) {
            throw Refusal.denied("bot instance mismatch");
        }
        rotateIfDue(rules.boundKey(), false);
    }

    private void checkState() {
        desk.access().requireTokenUnlocked(token.name());
        if (!rules.needsJoinState()) {
            return;
        }
        if (init.getPreviousJoinState().isEmpty()) {
            throw Refusal.denied("previous join state is required but was not provided");
        }
        if (!desk.joinStates().verify(rules, init.getPreviousJoinState().toStringUtf8())) {
            desk.access()
                    .lockToken(
                            token.name(),
                            "The join token \"" + token.name() + "\" has been locked by bot \"" + token.bot()
                                    + "\" after a client failed to verify its join state, possibly indicating a stolen"
                                    + " keypair.");
            throw Refusal.denied("join state verification failed");
        }
    }

    private void rotateIfDue(String key, boolean recovery) {
        Instant now = now();
        if (!rules.wantsRotation(now)) {
            finish(key, recovery, Optional.empty());
            return;
        }
        rotate(newer -> {
            if (newer.equals(key)) {
                throw Refusal.badParameter("public key may not be reused after rotation");
            }
            finish(newer, recovery, Optional.of(now));
        });
    }

    private void finish(String key, boolean recovery, Optional<Instant> rotated) {
        String joining = recovery ? UUID.randomUUID().toString() : instance;
        JoinDesk.Joined joined = desk.joinByKeyPair(token, ask, joining);
        rules.joined(key, joining, recovery, rotated);
        result.accept(
                joined,
                BoundKeypairResult.newBuilder()
                        .setJoinState(ByteString.copyFromUtf8(desk.joinStates().issue(rules)))
                        .setPublicKey(ByteString.copyFromUtf8(key))
                        .build());
    }

    private void rotate(Consumer<String> then) {
        next = solution -> {
            if (!solution.hasBoundKeypairRotationResponse()) {
                throw Refusal.badParameter("unexpected message in the join stream");
            }
            String key = solution.getBoundKeypairRotationResponse()
                    .getPublicKey()
                    .toStringUtf8()
                    .strip();
            challenge(key, () -> then.accept(key));
        };
        challenges.accept(Challenge.newBuilder()
                .setBoundKeypairRotationRequest(
                        BoundKeypairRotationRequest.newBuilder().setSignatureAlgorithmSuite("balanced-v1"))
                .build());
    }

    private void challenge(String publicLine, Runnable then) {
        challenge(publicLine, then, "");
    }

    private void challenge(String publicLine, Runnable then, String instead) {
        KeyChallenge challenge = KeyChallenge.of(publicLine, cluster, now());
        next = solution -> {
            try {
                challenge.verify(
                        solution.getBoundKeypairChallengeSolution()
                                .getSolution()
                                .toStringUtf8(),
                        now());
            } catch (Refusal refused) {
                throw instead.isEmpty() ? refused : Refusal.denied(instead);
            }
            then.run();
        };
        challenges.accept(Challenge.newBuilder()
                .setBoundKeypairChallenge(BoundKeypairChallenge.newBuilder()
                        .setPublicKey(ByteString.copyFromUtf8(publicLine))
                        .setChallenge(challenge.document()))
                .build());
    }

    private Instant now() {
        return desk.clock().instant();
    }
}
