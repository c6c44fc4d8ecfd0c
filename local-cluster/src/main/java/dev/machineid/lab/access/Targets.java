package dev.machineid.lab.access;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The applications and databases of one cluster, and the application sessions of servers that want one. */
public final class Targets {
    private final Map<String, LabTarget> applications = new ConcurrentHashMap<>();
    private final Map<String, LabTarget> databases = new ConcurrentHashMap<>();
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();

    public void addApplication(LabTarget target) {
        applications.put(target.name(), target);
    }

    public void addDatabase(LabTarget target) {
        databases.put(target.name(), target);
    }

    public Optional<LabTarget> application(String name) {
        return Optional.ofNullable(applications.get(name));
    }

    public Optional<LabTarget> database(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    /** Remembers a session that certificates may name. */
    public void begin(String session) {
        sessions.add(session);
    }

    /** The same, but the proxy knows it only after somebody looked for it once: a cache that follows later. */
    public void beginSlowly(String session) {
        unsettled.add(session);
    }

    /** Whether the session is there by now. */
    public boolean settles(String session) {
        if (unsettled.remove(session)) {
            sessions.add(session);
            return false;
        }
        return sessions.contains(session);
    }

    public boolean hasSession(String session) {
        return sessions.contains(session);
    }
}
