package dev.machineid.core.issue;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.wire.auth.ListResourcesRequest;
import dev.machineid.core.wire.auth.ListResourcesResponse;
import dev.machineid.core.wire.auth.PaginatedResource;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** The Kubernetes clusters that the identity just issued sees, page by page; what several servers offer counts once. */
final class KubernetesList {
    private static final int PAGE = 200;

    /** Ten thousand servers; more than that is no list but a server that does not end. */
    private static final int MOST_PAGES = 50;

    /** Names go into paths and commands; Teleport's own rule allows these characters. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");

    private final Lookup lookup;

    KubernetesList(Lookup lookup) {
        this.lookup = lookup;
    }

    /** The names that match, sorted; empty where none does. */
    CompletableFuture<List<String>> names(KubernetesTarget target) {
        ListResourcesRequest.Builder question = question().putAllLabels(target.labels());
        // a name holds no quotes
        target.name().ifPresent(name -> question.setPredicateExpression("name == \"" + name + "\""));
        return pages(question.build(), new TreeSet<>(), 1)
                .thenApply(found -> found.stream()
                        .filter(name ->
                                target.name().isEmpty() || target.name().get().equals(name))
                        .toList());
    }

    /** The first of all that are there. */
    CompletableFuture<List<String>> visible() {
        return ask(question().build()).thenApply(page -> {
            NavigableSet<String> names = new TreeSet<>();
            add(page, names);
            return List.copyOf(names);
        });
    }

    private CompletableFuture<NavigableSet<String>> pages(
            ListResourcesRequest question, NavigableSet<String> names, int number) {
        return ask(question).thenCompose(page -> {
            add(page, names);
            if (page.getNextKey().isEmpty()) {
                return CompletableFuture.completedFuture(names);
            }
            if (number == MOST_PAGES) {
                throw new FaultException(
                        ErrorCode.SERVER_FAULT,
                        "the cluster's list of Kubernetes clusters does not end",
                        List.of("read: " + MOST_PAGES + " pages of " + PAGE),
                        "name the clusters, or give labels that fewer of them have",
                        null);
            }
            return pages(question.toBuilder().setStartKey(page.getNextKey()).build(), names, number + 1);
        });
    }

    private static void add(ListResourcesResponse page, NavigableSet<String> names) {
        page.getResourcesList().stream()
                .filter(PaginatedResource::hasKubernetesServer)
                .map(resource -> resource.getKubernetesServer()
                        .getSpec()
                        .getCluster()
                        .getMetadata()
                        .getName())
                .filter(name -> NAME.matcher(name).matches())
                .forEach(names::add);
    }

    private static ListResourcesRequest.Builder question() {
        return ListResourcesRequest.newBuilder()
                .setResourceType("kube_server")
                .setNamespace("default")
                .setLimit(PAGE);
    }

    private CompletableFuture<ListResourcesResponse> ask(ListResourcesRequest question) {
        return lookup.connection().unary("/proto.AuthService/ListResources", question, ListResourcesResponse.parser());
    }
}
