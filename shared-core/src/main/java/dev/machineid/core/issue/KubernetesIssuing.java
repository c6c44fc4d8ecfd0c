package dev.machineid.core.issue;

import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.ServerWords;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the Kubernetes clusters that are meant and gets their certificates: the job's own for all of them where the cluster
 * routes by path, else one each, side by side.
 */
final class KubernetesIssuing {
    /** A refusal names so many of what is there. */
    private static final int SHOWN = 20;

    private static final String SIGHT =
            "a bot sees what the kubernetes_labels of its roles allow, in the root cluster only";

    private final KubernetesList list;
    private final Map<KubernetesTarget, CompletableFuture<List<String>>> begun = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<X509Certificate>> bound = new LinkedHashMap<>();

    KubernetesIssuing(Lookup lookup) {
        this.list = new KubernetesList(lookup);
    }

    /** Puts the questions that need no certificate. */
    void begin(IssueRequest request) {
        request.kubernetes().stream()
                .filter(target -> byPath(request) || target.name().isEmpty())
                .forEach(target -> begun.put(target, list.names(target)));
    }

    /** Asks for the certificates of clusters that need not be looked for: the server itself refuses an unknown name. */
    void named(IssueRequest request, Function<String, CompletableFuture<X509Certificate>> certificate) {
        bound.clear();
        if (!byPath(request)) {
            request.kubernetes().stream()
                    .flatMap(target -> target.name().stream())
                    .distinct()
                    .forEach(name -> bound.put(name, explained(name, certificate.apply(name))));
        }
    }

    /** Asks for the rest, once the questions put are answered. */
    CompletableFuture<KubernetesAccess> issue(
            IssueRequest request,
            Credentials credentials,
            Function<String, CompletableFuture<X509Certificate>> certificate) {
        CompletableFuture<Set<String>> names = CompletableFuture.completedFuture(new LinkedHashSet<>());
        for (KubernetesTarget target : request.kubernetes()) {
            names = names.thenCombine(names(request, target), (all, found) -> {
                all.addAll(found);
                return all;
            });
        }
        boolean path = byPath(request);
        return names.thenCompose(all -> {
            Map<String, CompletableFuture<X509Certificate>> certificates = new LinkedHashMap<>();
            for (String name : all) {
                CompletableFuture<X509Certificate> early = bound.get(name);
                certificates.put(
                        name,
                        path
                                ? CompletableFuture.completedFuture(credentials.tls())
                                : early != null ? early : certificate.apply(name));
            }
            CompletableFuture<Map<String, X509Certificate>> issued =
                    CompletableFuture.completedFuture(new LinkedHashMap<>());
            for (Map.Entry<String, CompletableFuture<X509Certificate>> entry : certificates.entrySet()) {
                issued = issued.thenCombine(entry.getValue(), (map, one) -> {
                    map.put(entry.getKey(), one);
                    return map;
                });
            }
            return issued.thenApply(map -> new KubernetesAccess(map, path));
        });
    }

    private CompletableFuture<List<String>> names(IssueRequest request, KubernetesTarget target) {
        if (!byPath(request) && target.name().isPresent()) {
            return CompletableFuture.completedFuture(List.of(target.name().get()));
        }
        CompletableFuture<List<String>> early = begun.remove(target);
        return (early == null ? list.names(target) : early)
                .thenCompose(found ->
                        found.isEmpty() ? refused(target, Stream.of()) : CompletableFuture.completedFuture(found));
    }

    /** The server only says that it does not know the name. */
    private CompletableFuture<X509Certificate> explained(String name, CompletableFuture<X509Certificate> certificate) {
        return certificate.exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            boolean unknown = cause instanceof GrpcStatusException refusal
                    && ServerWords.meaning(refusal.words()).equals(Optional.of(ErrorCode.TARGET_NOT_FOUND));
            return unknown
                    ? refused(
                            new KubernetesTarget(Optional.of(name), Map.of()),
                            Stream.of("the server said: " + ((GrpcStatusException) cause).words()))
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private <T> CompletableFuture<T> refused(KubernetesTarget target, Stream<String> said) {
        return list.visible().thenApply(visible -> {
            throw new DeniedException(
                    target.name().isPresent() ? ErrorCode.TARGET_NOT_FOUND : ErrorCode.NOTHING_MATCHES,
                    "these roles do not see " + target.words(),
                    Stream.concat(said, Stream.of(shown(visible), SIGHT)).toList(),
                    "list them with their labels: tctl kube ls",
                    null);
        });
    }

    private static String shown(List<String> visible) {
        return visible.isEmpty()
                ? "they see no Kubernetes cluster at all"
                : "they see: " + String.join(", ", visible.subList(0, Math.min(SHOWN, visible.size())))
                        + (visible.size() > SHOWN ? ", ..." : "");
    }

    /** One certificate for a single cluster is good for nothing else, and any server issues it. */
    private static boolean byPath(IssueRequest request) {
        return request.kubernetesByPath()
                && (request.kubernetes().stream().distinct().count() > 1
                        || request.kubernetes().stream()
                                .anyMatch(target -> target.name().isEmpty()));
    }

    /** Forgets what was asked, for another attempt. */
    void again() {
        begun.clear();
        bound.clear();
    }
}
