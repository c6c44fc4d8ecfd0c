package io.jenkins.plugins.machineid.mask;

import hudson.AbortException;
import org.jspecify.annotations.Nullable;

/** Failures whose words would show a secret, in other words. */
public final class MaskedFailure {
    private static final int DEEPEST = 20;

    private MaskedFailure() {}

    /** The failure as it is, or one of the same kind of words without the secrets that the block hides. */
    public static Throwable of(Throwable failure, String key) {
        if (!shows(failure, key)) {
            return failure;
        }
        AbortException masked = new AbortException(LiveMasks.masked(key, String.valueOf(failure.getMessage())));
        masked.setStackTrace(failure.getStackTrace());
        return masked;
    }

    private static boolean shows(@Nullable Throwable failure, String key) {
        int depth = 0;
        for (Throwable one = failure; one != null && depth < DEEPEST; one = one.getCause(), depth++) {
            String text = one.toString();
            if (!LiveMasks.masked(key, text).equals(text)) {
                return true;
            }
            for (Throwable beside : one.getSuppressed()) {
                String words = beside.toString();
                if (!LiveMasks.masked(key, words).equals(words)) {
                    return true;
                }
            }
        }
        return false;
    }
}
