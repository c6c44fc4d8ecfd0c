package dev.machineid.core.issue;

import java.util.Map;
import java.util.Optional;

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

    /** As a refusal names it. */
    String words() {
        return name.map(text -> "the Kubernetes cluster " + text)
                .orElse(labels.isEmpty() ? "any Kubernetes cluster" : "a Kubernetes cluster with the labels " + labels);
    }
}
