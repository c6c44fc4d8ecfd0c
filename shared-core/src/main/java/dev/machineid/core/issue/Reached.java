package dev.machineid.core.issue;

import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.identity.WorkloadIdentity;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Applications and databases that the credentials lead to, and what workloads are known by.
 *
 * @param applications in the order asked for
 * @param databases in the order asked for
 * @param databaseAuthorities the cluster's authority for databases, where one was asked for
 * @param proxyAuthorities who vouches for the proxy's web certificate, where it is not the system's authorities
 * @param workloads workload identities, in the order asked for
 * @param trustBundle whom workloads believe, where a workload identity was asked for
 */
public record Reached(
        List<ApplicationAccess> applications,
        List<DatabaseAccess> databases,
        List<X509Certificate> databaseAuthorities,
        List<X509Certificate> proxyAuthorities,
        List<WorkloadIdentity> workloads,
        Optional<TrustBundle> trustBundle) {
    public Reached {
        applications = List.copyOf(applications);
        databases = List.copyOf(databases);
        databaseAuthorities = List.copyOf(databaseAuthorities);
        proxyAuthorities = List.copyOf(proxyAuthorities);
        workloads = List.copyOf(workloads);
    }

    /** None of them. */
    public static Reached nothing() {
        return new Reached(List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
    }
}
