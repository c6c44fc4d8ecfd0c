package dev.machineid.core.state;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What one bot keeps between two runs. A change gives a new value.
 *
 * @param method the join method's name on the wire: {@code token} or {@code bound_keypair}
 * @param cluster the root cluster it belongs to; empty before the first join
 * @param origin the {@link #digest} of what the first join was made with, the secret or the join token's name
 * @param identity the newest; empty before the first join
 * @param unfinished when a renewal was asked for whose answer was not written down
 * @param keyPairs of {@code bound_keypair}: the newest first, those the cluster may still have bound after it
 * @param joinState of {@code bound_keypair}: the signed document of the last join
 */
public record KeptState(
        String method,
        String cluster,
        String origin,
        Optional<KeptIdentity> identity,
        Optional<Instant> unfinished,
        List<JobKey> keyPairs,
        Optional<Secret> joinState) {
    public KeptState {
        keyPairs = List.copyOf(keyPairs);
    }

    /** Nothing yet. */
    public static KeptState empty(String method) {
        return new KeptState(method, "", "", Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** The same with a new identity, by which whatever was unfinished is done. */
    public KeptState with(String itsCluster, String itsOrigin, KeptIdentity newer) {
        return new KeptState(method, itsCluster, itsOrigin, Optional.of(newer), Optional.empty(), keyPairs, joinState);
    }

    /** The same, marked before a renewal is asked for or after it was refused. */
    public KeptState unfinished(Optional<Instant> since) {
        return new KeptState(method, cluster, origin, identity, since, keyPairs, joinState);
    }

    /** The same with other key pairs and another join state. */
    public KeptState bound(List<JobKey> newestFirst, Optional<Secret> document) {
        return new KeptState(method, cluster, origin, identity, unfinished, newestFirst, document);
    }

    /** {@code sha256:} and hexadecimal digits: tells whether two secrets are one, and nothing about them that is random. */
    public static String digest(Secret origin) {
        byte[] bytes = origin.revealBytes();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        } finally {
            java.util.Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The same of a name, which is no secret. */
    public static String digest(String name) {
        return digest(Secret.of(name.getBytes(StandardCharsets.UTF_8)));
    }
}
