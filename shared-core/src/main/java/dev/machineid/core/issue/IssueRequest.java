package dev.machineid.core.issue;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * What to ask the cluster for.
 *
 * @param roles the roles to take on; empty for all the bot has
 * @param timeToLive the asked life of the certificates
 * @param kubernetes Kubernetes clusters to lead to
 * @param kubernetesByPath whether the path of a request may say which Kubernetes cluster is meant, so that one certificate
 *     is good for all
 * @param applications names of applications that get a certificate of their own each
 * @param databases databases that get a certificate of their own each
 * @param workloads workload identities to issue
 * @param proxyAuthorities who vouches for the proxy's web certificate; empty for the system's authorities
 * @param serverMajor the leading number of the server's version, which decides the shape of the request
 * @param allowReissue whether the certificate may be used to ask for others; older servers do not know it
 */
public record IssueRequest(
        List<String> roles,
        Duration timeToLive,
        List<KubernetesTarget> kubernetes,
        boolean kubernetesByPath,
        List<String> applications,
        List<DatabaseTarget> databases,
        List<WorkloadTarget> workloads,
        List<X509Certificate> proxyAuthorities,
        int serverMajor,
        boolean allowReissue) {
    public IssueRequest {
        roles = List.copyOf(roles);
        kubernetes = List.copyOf(kubernetes);
        workloads = List.copyOf(workloads);
        applications = List.copyOf(applications);
        databases = List.copyOf(databases);
        proxyAuthorities = List.copyOf(proxyAuthorities);
    }
}
