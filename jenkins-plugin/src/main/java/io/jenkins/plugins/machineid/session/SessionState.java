package io.jenkins.plugins.machineid.session;

import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a session has come; saved with a running build, so it holds no secret. */
public final class SessionState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Plan plan;
    private final String directory;
    private final boolean onController;
    private final long generation;
    private final long expires;
    private final LinkedHashMap<String, String> environment;
    private final boolean fixed;

    SessionState(
            Plan plan,
            String directory,
            boolean onController,
            long generation,
            Instant expires,
            Map<String, String> environment) {
        this(plan, directory, onController, generation, expires, environment, false);
    }

    private SessionState(
            Plan plan,
            String directory,
            boolean onController,
            long generation,
            Instant expires,
            Map<String, String> environment,
            boolean fixed) {
        this.plan = plan;
        this.directory = directory;
        this.onController = onController;
        this.generation = generation;
        this.expires = expires.toEpochMilli();
        this.environment = new LinkedHashMap<>(environment);
        this.fixed = fixed;
    }

    /** The same for files that cannot be exchanged. */
    SessionState fixed() {
        return new SessionState(plan, directory, onController, generation, expires(), environment, true);
    }

    Plan plan() {
        return plan;
    }

    String directory() {
        return directory;
    }

    boolean onController() {
        return onController;
    }

    long generation() {
        return generation;
    }

    /** When the credentials end. */
    public Instant expires() {
        return Instant.ofEpochMilli(expires);
    }

    /** Whether they are to be renewed. */
    public boolean renews() {
        return plan.renews() && !fixed && !environment.isEmpty();
    }

    /** The variables that lead to the files; empty after a dry run. */
    public Map<String, String> environment() {
        return new LinkedHashMap<>(environment);
    }
}
