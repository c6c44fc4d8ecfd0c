package dev.machineid.core.issue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workload identity to ask for.
 *
 * @param name of the resource in Teleport; empty where labels choose
 * @param labels every one of which must match
 * @param certificate whether an X.509 SVID is wanted
 * @param audiences whom a JWT SVID is for; empty for none
 */
public record WorkloadTarget(
        Optional<String> name, Map<String, String> labels, boolean certificate, List<String> audiences) {
    public WorkloadTarget {
        labels = Map.copyOf(labels);
        audiences = List.copyOf(audiences);
    }

    /** As a refusal names it. */
    String words() {
        return name.map(text -> "the workload identity " + text)
                .orElse("a workload identity with the labels " + KubernetesTarget.shown(labels));
    }
}
