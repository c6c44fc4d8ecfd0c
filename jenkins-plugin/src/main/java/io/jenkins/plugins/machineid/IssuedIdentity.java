package io.jenkins.plugins.machineid;

import io.jenkins.plugins.machineid.session.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** One identity of a build, as its page shows it; saved with the build, without a secret. */
public final class IssuedIdentity {
    private final String id;
    private final String node;
    private final String place;
    private final String bot;
    private final String cluster;
    private final String method;
    private final ArrayList<String> roles;
    private final ArrayList<String> outputs;
    private long expires;
    private int renewals;
    private boolean open = true;

    IssuedIdentity(String id, String node, boolean onController, Answer answer) {
        this.id = id;
        this.node = node;
        this.place = onController ? "controller" : "agent";
        this.bot = answer.bot();
        this.cluster = answer.cluster();
        this.method = answer.method();
        this.roles = new ArrayList<>(answer.roles());
        this.outputs = new ArrayList<>(answer.outputs());
        this.expires = answer.expires().toEpochMilli();
    }

    /** What log lines of the block carry too. */
    public String getId() {
        return id;
    }

    public String getNode() {
        return node;
    }

    /** Which machine joined: {@code agent} or {@code controller}. */
    public String getPlace() {
        return place;
    }

    public String getBot() {
        return bot;
    }

    public String getCluster() {
        return cluster;
    }

    public String getMethod() {
        return method;
    }

    public List<String> getRoles() {
        return List.copyOf(roles);
    }

    public List<String> getOutputs() {
        return List.copyOf(outputs);
    }

    /** RFC 3339. */
    public String getExpires() {
        return Instant.ofEpochMilli(expires).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public int getRenewals() {
        return renewals;
    }

    /** Whether the block still runs. */
    public boolean isOpen() {
        return open;
    }

    void renewed(Instant end) {
        expires = end.toEpochMilli();
        renewals++;
    }

    void closed() {
        open = false;
    }
}
