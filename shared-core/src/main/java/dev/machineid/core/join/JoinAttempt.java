package dev.machineid.core.join;

import dev.machineid.core.identity.JobKey;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * One try to join.
 *
 * @param tokenName the join token's name, no secret
 * @param expires until when the bot's certificate is asked for
 * @param key the job's key, perhaps still being made
 * @param proof where the proof comes from
 */
public record JoinAttempt(String tokenName, Instant expires, Supplier<JobKey> key, ProofChoice proof) {}
