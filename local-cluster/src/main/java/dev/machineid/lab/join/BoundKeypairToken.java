package dev.machineid.lab.join;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.access.Refusal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A join token of the method {@code bound_keypair}: what it allows and, unlike other tokens, what has happened to it. Safe
 * for use by many threads.
 */
public final class BoundKeypairToken {
    /** How a bot may join again whose identity has ended. */
    public enum Recovery {
        /** As often as the limit says, with the join state of the last time. */
        STANDARD,
        /** Always, with the join state of the last time. */
        RELAXED,
        /** Always, with the key pair alone. */
        INSECURE
    }

    private final String name;
    private final String initialKey;
    private @Nullable Secret registration;
    private String bot = "ci";
    private Recovery mode = Recovery.STANDARD;
    private int limit = 1;
    private Instant mustRegisterBefore = Instant.MAX;
    private @Nullable Instant rotateAfter;

    private String boundKey = "";
    private String boundInstance = "";
    private int recoveries;
    private @Nullable Instant lastRotated;

    private BoundKeypairToken(String name, String initialKey, @Nullable Secret registration) {
        this.name = name;
        this.initialKey = initialKey;
        this.registration = registration;
    }

    /** The first join shows this secret and registers its key pair. */
    public static BoundKeypairToken registering(String name, Secret secret) {
        return new BoundKeypairToken(name, "", secret);
    }

    /** The key pair with this public half, an authorized_keys line, is registered already. */
    public static BoundKeypairToken of(String name, String publicLine) {
        return new BoundKeypairToken(name, publicLine.strip(), null);
    }

    public synchronized BoundKeypairToken bot(String other) {
        bot = other;
        return this;
    }

    public synchronized BoundKeypairToken recovery(Recovery how, int howOften) {
        mode = how;
        limit = howOften;
        return this;
    }

    public synchronized BoundKeypairToken mustRegisterBefore(Instant end) {
        mustRegisterBefore = end;
        return this;
    }

    /** Asks for a new key pair at the first join after that time. */
    public synchronized BoundKeypairToken rotateAfter(Instant when) {
        rotateAfter = when;
        return this;
    }

    public String name() {
        return name;
    }

    /** The key pair that is bound, "" before the first join. */
    public synchronized String boundKey() {
        return boundKey;
    }

    /** How many joins have counted as recoveries, the first one included. */
    public synchronized int recoveries() {
        return recoveries;
    }

    synchronized LabToken asToken() {
        return LabToken.boundKeypair(name).bot(bot);
    }

    /** The key that was registered beforehand; "" where a secret does that. */
    public String initialKey() {
        return initialKey;
    }

    /** The bot instance that the key pair belongs to. */
    public synchronized String boundInstance() {
        return boundInstance;
    }

    /** Whether a join without a living identity may still count as a recovery. */
    public synchronized void requireRecovery(String words) {
        if (mode == Recovery.STANDARD && recoveries >= limit) {
            throw Refusal.denied(words);
        }
    }

    /** Checks the registration secret of a first join. */
    public synchronized void requireRegistration(Secret presented, Instant now) {
        if (registration == null) {
            throw Refusal.badParameter("either an initial public key or registration secret is required");
        }
        if (presented.isEmpty() || now.isAfter(mustRegisterBefore) || !registration.equals(presented)) {
            throw Refusal.denied("a valid registration secret is required");
        }
    }

    /** Whether the join state of the last join has to be shown. */
    public synchronized boolean needsJoinState() {
        return recoveries > 0 && mode != Recovery.INSECURE;
    }

    /** Whether a new key pair is due. */
    public synchronized boolean wantsRotation(Instant now) {
        return rotateAfter != null
                && !rotateAfter.isAfter(now)
                && (lastRotated == null || lastRotated.isBefore(rotateAfter));
    }

    /** Notes a join that succeeded: with that key, as that instance. */
    public synchronized void joined(String key, String instance, boolean recovery, Optional<Instant> rotated) {
        boundKey = key;
        registration = null;
        if (recovery) {
            recoveries++;
            boundInstance = instance;
        }
        rotated.ifPresent(when -> lastRotated = when);
    }

    synchronized String botName() {
        return bot;
    }

    synchronized int limit() {
        return limit;
    }

    synchronized String mode() {
        return mode.name().toLowerCase(java.util.Locale.ROOT);
    }
}
