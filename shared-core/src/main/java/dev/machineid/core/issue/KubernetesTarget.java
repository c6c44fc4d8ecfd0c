package dev.machineid.core.issue;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Kubernetes clusters to issue certificates for.
 *
 * @param name of one; empty where labels choose
 * @param labels every one of which must match; where there is no name either, every cluster that the roles see is meant
 */
public record KubernetesTarget(Optional<String> name, Map<String, String> labels) {
    public KubernetesTarget {
        labels = Map.copyOf(labels);
    }

    /** As the option writes them. */
    static String shown(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + ":" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** As a refusal names it. */
    String words() {
        return name.map(text -> "the Kubernetes cluster " + text)
                .orElse(
                        labels.isEmpty()
                                ? "any Kubernetes cluster"
                                : "a Kubernetes cluster with the labels " + shown(labels));
    }
}
