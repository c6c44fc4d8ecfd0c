package dev.machineid.core.issue;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.WorkloadIdentity;
import java.time.Instant;
import java.util.List;

/**
 * What the cluster issued.
 *
 * @param credentials key, certificates, and the host authorities of the root and every leaf cluster
 * @param roles the roles that were asked for
 * @param kubernetes what leads to Kubernetes clusters
 * @param reached applications and databases, with certificates for the same key, and workload identities
 */
public record Issued(Credentials credentials, List<String> roles, KubernetesAccess kubernetes, Reached reached) {
    public Issued {
        roles = List.copyOf(roles);
    }

    /** When the first of what was issued ends. */
    public Instant expiry() {
        return reached.workloads().stream()
                .map(WorkloadIdentity::expires)
                .filter(end -> end.isBefore(credentials.expiry()))
                .min(Instant::compareTo)
                .orElse(credentials.expiry());
    }
}
