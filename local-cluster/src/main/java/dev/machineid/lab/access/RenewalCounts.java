package dev.machineid.lab.access;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the certificates of each renewable identity: who presents another count than this one holds a copy, and is locked.
 *
 * <p>Servers before 16 count per bot, later ones per bot instance.
 */
public final class RenewalCounts {
    private final Map<String, Integer> counts = new HashMap<>();
    private boolean perBot;

    /** From now on one count for each bot, as servers before 16 have it. */
    public synchronized void countPerBot() {
        perBot = true;
    }

    /** Whether there is one count for each bot. */
    public synchronized boolean isPerBot() {
        return perBot;
    }

    /** The count of that bot, or of that instance; 0 where it has no renewable identity. */
    public synchronized int of(String user, String instance) {
        return counts.getOrDefault(key(user, instance), 0);
    }

    /** A join by a secret begins a count; before 16 a bot has one at most. */
    synchronized void begin(String user, String instance) {
        if (perBot && of(user, instance) > 0) {
            throw Refusal.badParameter(
                    "user \"" + user + "\" has already been issued a renewable certificate and cannot"
                            + " be issued another; consider deleting and recreating the bot");
        }
        counts.put(key(user, instance), 1);
    }

    /** Counts on if the presented count is the right one. */
    synchronized boolean advance(String user, String instance, int presented) {
        if (of(user, instance) != presented) {
            return false;
        }
        if (presented > 0) {
            counts.put(key(user, instance), presented + 1);
        }
        return true;
    }

    private String key(String user, String instance) {
        return perBot ? user : user + "/" + instance;
    }
}
