package dev.machineid.core.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

    /** The leading number of the version, or empty where it has none. */
    public Optional<Integer> majorVersion() {
        String digits = serverVersion.replaceFirst("^v", "").replaceFirst("\\D.*$", "");
        return digits.isEmpty() || digits.length() > 4 ? Optional.empty() : Optional.of(Integer.valueOf(digits));
    }

    /** Whether the version is this one or a later one; a version that cannot be read is not. */
    public boolean isAtLeast(int major, int minor, int patch) {
        Matcher parts = VERSION.matcher(serverVersion);
        if (!parts.lookingAt()) {
            return false;
        }
        int[] wanted = {major, minor, patch};
        for (int at = 0; at < wanted.length; at++) {
            int difference = Integer.parseInt(parts.group(at + 1)) - wanted[at];
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }
}
