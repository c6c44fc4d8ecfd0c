package dev.machineid.core.join;

import dev.machineid.core.identity.JobKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One try to join.
 *
 * @param tokenName the join token's name; empty where the secret of the method {@code token} alone says the token
 * @param shownName the name as a message may show it, hidden where it looks like a secret
 * @param expires until when the bot's certificate is asked for
 * @param key the job's key, perhaps still being made
 * @param proof where the proof comes from
 * @param rules the join token's rules, to explain a refusal
 * @param bound the key pairs of the method {@code bound_keypair}
 */
public record JoinAttempt(
        String tokenName,
        String shownName,
        Instant expires,
        Supplier<JobKey> key,
        ProofChoice proof,
        Optional<Comparison> rules,
        Optional<BoundKeys> bound) {
    /** For every method but {@code bound_keypair}. */
    public JoinAttempt(
            String tokenName,
            String shownName,
            Instant expires,
            Supplier<JobKey> key,
            ProofChoice proof,
            Optional<Comparison> rules) {
        this(tokenName, shownName, expires, key, proof, rules, Optional.empty());
    }

    /** The same for an identity that is kept: for its own key, until then. */
    public JoinAttempt keeping(JobKey own, Instant until, Optional<BoundKeys> keys) {
        return new JoinAttempt(tokenName, shownName, until, () -> own, proof, rules, keys);
    }
}
