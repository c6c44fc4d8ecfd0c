package dev.machineid.lab.access;

import java.util.Set;

/**
 * What a role lets its holder connect to.
 *
 * @param kinds of {@code node}, {@code kube_cluster}, {@code app} and {@code db}
 * @param labels the value of the label {@code env} that a resource must have; "*" for any
 * @param api whether it lets its holder call the cluster's own API
 */
public record LabGrants(Set<String> kinds, String labels, boolean api) {
    /** Every resource, and no API. */
    public static final LabGrants EVERYTHING = new LabGrants(Set.of("node", "kube_cluster", "app", "db"), "*", false);

    public LabGrants {
        kinds = Set.copyOf(kinds);
    }

    /** Every resource of these kinds. */
    public static LabGrants of(String... kinds) {
        return new LabGrants(Set.of(kinds), "*", false);
    }

    public LabGrants where(String env) {
        return new LabGrants(kinds, env, api);
    }

    public LabGrants withApi() {
        return new LabGrants(kinds, labels, true);
    }
}
