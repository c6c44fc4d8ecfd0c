package dev.machineid.lab.count;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counts what clients did: {@code tcp} connections, requests by their short name ({@code find}, {@code host/credentials},
 * {@code GenerateUserCerts}, ...), and violations, which are things a client must never do to a real cluster.
 */
public final class Counters {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();

    /** Adds one to the named count. */
    public void add(String name) {
        counts.merge(name, 1, Integer::sum);
    }

    /** How often the named thing happened; 0 if never. */
    public int of(String name) {
        return counts.getOrDefault(name, 0);
    }

    /** TCP connections accepted by the proxy's port; those of the auth server's own are {@code tcp/auth}. */
    public int connections() {
        return of("tcp");
    }

    /** Join attempts over either service, refused ones included. */
    public int joins() {
        return of("joins");
    }

    /** All counts by name, sorted. */
    public Map<String, Integer> all() {
        return new TreeMap<>(counts);
    }

    /** Records something that a client must never do; the JUnit extension fails the test class for it. */
    public void violation(String what) {
        violations.add(what);
    }

    /** Everything recorded by {@link #violation}. */
    public List<String> violations() {
        return List.copyOf(violations);
    }
}
