package dev.machineid.core.issue;

import java.time.Duration;
import java.util.List;

/**
 * What to ask the cluster for.
 *
 * @param roles the roles to take on; empty for all the bot has
 * @param timeToLive the asked life of the certificates
 * @param kubernetesClusters names of Kubernetes clusters that get a certificate of their own each
 * @param serverMajor the leading number of the server's version, which decides the shape of the request
 */
public record IssueRequest(List<String> roles, Duration timeToLive, List<String> kubernetesClusters, int serverMajor) {
    public IssueRequest {
        roles = List.copyOf(roles);
        kubernetesClusters = List.copyOf(kubernetesClusters);
    }
}
