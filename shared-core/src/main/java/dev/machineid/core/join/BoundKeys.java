package dev.machineid.core.join;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The key pairs that a {@code bound_keypair} join may be asked to sign with, and the join state that goes with them.
 *
 * <p>A key that the cluster is about to bind is kept before its public half is sent: were it lost in between, the bot
 * could never join again.
 */
public final class BoundKeys {
    /** A rotation that is broken off again and again must not fill the state. */
    private static final int MOST = 4;

    private final List<JobKey> keys;
    private Optional<Secret> joinState;
    private final Consumer<BoundKeys> keep;

    /**
     * @param keys the newest first
     * @param joinState what the last join's result held
     * @param keep called with these whenever there is a new key, and returns when it is safely stored
     */
    public BoundKeys(List<JobKey> keys, Optional<Secret> joinState, Consumer<BoundKeys> keep) {
        this.keys = new ArrayList<>(keys);
        this.joinState = joinState;
        this.keep = keep;
    }

    /** The newest first. */
    public List<JobKey> keys() {
        return List.copyOf(keys);
    }

    /** The signed document of the last join. */
    public Optional<Secret> joinState() {
        return joinState;
    }

    /** The key with this public half, an authorized_keys line with or without a comment. */
    Optional<JobKey> find(String publicLine) {
        String wanted = withoutComment(publicLine);
        return keys.stream().filter(key -> key.sshPublicLine().equals(wanted)).findFirst();
    }

    /** A new key, kept already; the oldest are forgotten. */
    JobKey fresh() {
        JobKey key = JobKey.p256();
        keys.add(0, key);
        while (keys.size() > MOST) {
            keys.remove(MOST - 1); // never the last, which may be the one that is bound
        }
        keep.accept(this);
        return key;
    }

    /** Takes what a join's result says: this key is bound now, and this document goes into the next join. */
    void joined(String boundLine, Secret document) {
        find(boundLine).ifPresent(bound -> {
            keys.clear();
            keys.add(bound);
        });
        if (!document.isEmpty()) {
            joinState = Optional.of(document);
        }
    }

    private static String withoutComment(String line) {
        String[] words = line.strip().split("\\s+", 3);
        return words.length < 2 ? "" : words[0] + " " + words[1];
    }
}
