package dev.machineid.core.issue;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Applications and databases that the credentials lead to.
 *
 * @param applications in the order asked for
 * @param databases in the order asked for
 * @param databaseAuthorities the cluster's authority for databases, where one was asked for
 * @param proxyAuthorities who vouches for the proxy's web certificate, where it is not the system's authorities
 */
public record Reached(
        List<ApplicationAccess> applications,
        List<DatabaseAccess> databases,
        List<X509Certificate> databaseAuthorities,
        List<X509Certificate> proxyAuthorities) {
    public Reached {
        applications = List.copyOf(applications);
        databases = List.copyOf(databases);
        databaseAuthorities = List.copyOf(databaseAuthorities);
        proxyAuthorities = List.copyOf(proxyAuthorities);
    }

    /** None of either. */
    public static Reached nothing() {
        return new Reached(List.of(), List.of(), List.of(), List.of());
    }
}
