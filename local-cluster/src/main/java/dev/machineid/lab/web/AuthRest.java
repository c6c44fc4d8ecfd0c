package dev.machineid.lab.web;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The two questions that version 15 clients ask the auth server over HTTP/1.1 with their certificate: the leaf clusters and the cluster's name. */
public final class AuthRest {
    private final String cluster;
    private final List<String> leaves;
    private final Access access;
    private final Counters counters;

    public AuthRest(String cluster, List<String> leaves, Access access, Counters counters) {
        this.cluster = cluster;
        this.leaves = List.copyOf(leaves);
        this.access = access;
        this.counters = counters;
    }

    /** Answers one of them, refuses it, or returns false if the call is another one. */
    boolean answer(String call, Optional<Peer> caller, Response response, Callback callback) {
        switch (call) {
            case "GET /v2/remoteclusters" -> {
                counters.add("remoteclusters");
                require(caller, "list", "remote_cluster");
                return Reply.jsonArray(
                        response,
                        callback,
                        leaves.stream().map(AuthRest::remote).toList());
            }
            case "GET /v2/configuration/name" -> {
                counters.add("configuration/name");
                require(caller, "read", "cluster_name");
                return Reply.json(response, callback, 200, name(cluster));
            }
            default -> {
                return false;
            }
        }
    }

    private void require(Optional<Peer> caller, String action, String kind) {
        Peer peer = caller.orElseThrow(
                () -> Refusal.denied("access denied to perform action \"" + action + "\" on \"" + kind + "\""));
        access.requireUnlocked(peer.user());
    }

    private static Map<String, ?> remote(String leaf) {
        return Map.of(
                "kind",
                "remote_cluster",
                "version",
                "v3",
                "metadata",
                Map.of("name", leaf),
                "status",
                Map.of("connection", "online"));
    }

    private static Map<String, ?> name(String cluster) {
        return Map.of(
                "kind",
                "cluster_name",
                "version",
                "v2",
                "metadata",
                Map.of("name", "cluster-name"),
                "spec",
                Map.of("cluster_name", cluster));
    }
}
