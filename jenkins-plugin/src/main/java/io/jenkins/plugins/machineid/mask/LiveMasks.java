package io.jenkins.plugins.machineid.mask;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What running blocks hide at this moment, on the controller and in memory only.
 *
 * <p>A log filter is made when a block starts; a token that a renewal brings later is hidden through here.
 */
public final class LiveMasks {
    private static final ConcurrentHashMap<String, Set<String>> BY_KEY = new ConcurrentHashMap<>();

    private LiveMasks() {}

    /**
     * Hides a secret from now on.
     *
     * @param key a block's identifier, or a freestyle build's
     */
    public static void hide(String key, String secret) {
        BY_KEY.computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet()).addAll(Needles.of(secret));
    }

    /** Forgets what a block hid, once nothing more is written to its log. */
    public static void forget(String key) {
        BY_KEY.remove(key);
    }

    /** The text without what the block hides. */
    public static String masked(String key, String text) {
        return new Needles(of(key)).hide(text);
    }

    static Set<String> of(String key) {
        return BY_KEY.getOrDefault(key, Set.of());
    }

    /** How many blocks hide something; for tests. */
    static int size() {
        return BY_KEY.size();
    }
}
