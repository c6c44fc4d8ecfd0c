package dev.machineid.lab.access;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A workload identity as a resource of the cluster.
 *
 * @param path of its SPIFFE id, {@code /ci/deploy}
 * @param labels by which roles and requests choose it
 * @param roles who has one of them may have it issued
 * @param longest the longest life of what is issued
 */
public record LabWorkload(String name, String path, Map<String, String> labels, Set<String> roles, Duration longest) {
    public LabWorkload {
        if (name.isEmpty() || !path.startsWith("/")) {
            throw new IllegalArgumentException("a workload identity needs a name, and a path that begins with /");
        }
        labels = Map.copyOf(labels);
        roles = Set.copyOf(roles);
    }
}
