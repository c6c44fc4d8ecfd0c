package dev.machineid.core.request;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What can be said of a login before there is a cluster to log in to; read by {@link RequestReader#readPartial}.
 *
 * @param token the join token's name, if it is given and does not look like a secret
 * @param outputs at least one, of any kind
 * @param ttl the asked life, if it is given
 * @param warnings lines for the user
 */
public record PartialRequest(
        Optional<ClusterAddress> proxy,
        Optional<String> clusterName,
        Optional<String> token,
        ProofOptions proof,
        List<OutputSpec> outputs,
        Optional<TimeToLive> ttl,
        Duration timeout,
        List<String> warnings) {
    public PartialRequest {
        outputs = List.copyOf(outputs);
        warnings = List.copyOf(warnings);
    }
}
