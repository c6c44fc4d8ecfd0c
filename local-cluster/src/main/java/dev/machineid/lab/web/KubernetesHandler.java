package dev.machineid.lab.web;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.tls.Route;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * As much of the Kubernetes API as {@code kubectl get pods} and {@code kubectl version} ask for: one namespace with one
 * pod. Serves callers whose certificate is bound to a registered Kubernetes cluster, and on newer servers those who name one by the
 * path.
 */
public final class KubernetesHandler extends Handler.Abstract {
    private static final Pattern BY_PATH = Pattern.compile("/v1/teleport/[A-Za-z0-9_-]+/([A-Za-z0-9_-]+)(/.*)");
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final Access access;
    private final Origins origins;
    private final Counters counters;
    private final boolean byPath;

    /** @param byPath whether {@code /v1/teleport/CLUSTER/KUBERNETES/...}, both in base64url, names the cluster too */
    public KubernetesHandler(Access access, Origins origins, Counters counters, boolean byPath) {
        this.access = access;
        this.byPath = byPath;
        this.origins = origins;
        this.counters = counters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Peer> caller = origins.of(Request.getRemotePort(request))
                .filter(origin -> origin.route() == Route.KUBERNETES)
                .flatMap(Origins.Origin::peer);
        String path = Request.getPathInContext(request);
        counters.add("kubernetes" + path);
        Matcher named = BY_PATH.matcher(path);
        String cluster = caller.map(Peer::kubernetesCluster).orElse("");
        if (byPath && cluster.isEmpty() && named.matches()) {
            cluster = new String(Base64.getUrlDecoder().decode(named.group(1)), StandardCharsets.UTF_8);
            path = named.group(2);
        }
        if (caller.isEmpty() || !admitted(caller.get(), cluster)) {
            return Reply.json(response, callback, 403, status(403, "Forbidden", "access denied"));
        }
        if (!request.getMethod().equals("GET")) {
            return Reply.json(response, callback, 405, status(405, "MethodNotAllowed", "this cluster is for reading"));
        }
        String accept = String.valueOf(request.getHeaders().get(HttpHeader.ACCEPT));
        Map<String, ?> answer = switch (path) {
            case "/version" -> Map.of("major", "1", "minor", "31", "gitVersion", "v1.31.0-lab");
            case "/api" -> Map.of("kind", "APIVersions", "versions", List.of("v1"));
            case "/apis" -> Map.of("kind", "APIGroupList", "apiVersion", "v1", "groups", List.of());
            case "/api/v1" -> resources();
            case PODS -> accept.contains("as=Table") ? table(caller.get(), cluster) : list(caller.get(), cluster);
            default -> Map.of();
        };
        return answer.isEmpty()
                ? Reply.json(response, callback, 404, status(404, "NotFound", "the lab has no " + path))
                : Reply.json(response, callback, 200, answer);
    }

    private boolean admitted(Peer caller, String cluster) {
        try {
            access.requireUnlocked(caller.user());
            access.requireKubernetesCluster(cluster);
            access.requireAdmitted(caller.roles(), "kube_cluster", "");
            boolean bound = !caller.kubernetesCluster().isEmpty();
            return !cluster.isEmpty() && (bound ? !caller.kubernetesGroups().isEmpty() : caller.impersonated());
        } catch (Refusal refused) {
            return false;
        }
    }

    private static Map<String, ?> resources() {
        return Map.of(
                "kind",
                "APIResourceList",
                "groupVersion",
                "v1",
                "resources",
                List.of(Map.of(
                        "name",
                        "pods",
                        "singularName",
                        "pod",
                        "namespaced",
                        true,
                        "kind",
                        "Pod",
                        "verbs",
                        List.of("get", "list"),
                        "shortNames",
                        List.of("po"))));
    }

    /** The pod is named after the Kubernetes cluster, so that a caller sees which one answered. */
    private static Map<String, ?> metadata(Peer caller, String cluster) {
        return Map.of(
                "name",
                "app-" + cluster,
                "namespace",
                "default",
                "creationTimestamp",
                "2026-01-01T00:00:00Z",
                "labels",
                Map.of("seen-as", caller.user()));
    }

    private static Map<String, ?> list(Peer caller, String cluster) {
        return Map.of(
                "kind",
                "PodList",
                "apiVersion",
                "v1",
                "metadata",
                Map.of("resourceVersion", "1"),
                "items",
                List.of(Map.of("metadata", metadata(caller, cluster), "status", Map.of("phase", "Running"))));
    }

    private static Map<String, ?> table(Peer caller, String cluster) {
        return Map.of(
                "kind",
                "Table",
                "apiVersion",
                "meta.k8s.io/v1",
                "metadata",
                Map.of("resourceVersion", "1"),
                "columnDefinitions",
                List.of(column("Name"), column("Ready"), column("Status")),
                "rows",
                List.of(Map.of(
                        "cells",
                        List.of("app-" + cluster, "1/1", "Running"),
                        "object",
                        Map.of(
                                "kind",
                                "PartialObjectMetadata",
                                "apiVersion",
                                "meta.k8s.io/v1",
                                "metadata",
                                metadata(caller, cluster)))));
    }

    private static Map<String, ?> column(String name) {
        return Map.of("name", name, "type", "string", "format", "", "description", name, "priority", 0);
    }

    private static Map<String, ?> status(int code, String reason, String message) {
        return Map.of(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "status",
                "Failure",
                "reason",
                reason,
                "message",
                message,
                "code",
                code);
    }
}
