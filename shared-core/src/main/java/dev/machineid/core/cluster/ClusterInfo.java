package dev.machineid.core.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * What a proxy says of its cluster without being asked for a proof ({@code /webapi/find}).
 *
 * @param clusterName the root cluster's name
 * @param serverVersion semantic version of the proxy, as it says it
 * @param tlsRouting whether everything goes through the web port
 * @param webAddress the proxy's public web address, where it names one
 * @param clockSkew the server's clock minus ours, by the HTTP {@code Date} header (whole seconds)
 */
public record ClusterInfo(
        String clusterName,
        String serverVersion,
        boolean tlsRouting,
        Optional<String> webAddress,
        Optional<Duration> clockSkew) {

    /** The leading number of the version, or empty where it has none. */
    public Optional<Integer> majorVersion() {
        String digits = serverVersion.replaceFirst("^v", "").replaceFirst("\\D.*$", "");
        return digits.isEmpty() || digits.length() > 4 ? Optional.empty() : Optional.of(Integer.valueOf(digits));
    }
}
