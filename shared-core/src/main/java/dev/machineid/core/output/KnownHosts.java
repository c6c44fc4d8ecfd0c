package dev.machineid.core.output;

import dev.machineid.core.identity.CertAuthority;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.SshAuthorityLine;
import java.util.ArrayList;
import java.util.List;

/** The {@code known_hosts}: one line per host authority key of every cluster, each good for that cluster's names only. */
final class KnownHosts {
    private KnownHosts() {}

    static String write(Credentials credentials, Place place) {
        StringBuilder text = new StringBuilder();
        for (CertAuthority authority : credentials.hostAuthorities()) {
            List<String> patterns = patterns(authority.clusterName(), credentials, place);
            for (String key : authority.sshKeyLines()) {
                text.append(new SshAuthorityLine(patterns, key).line()).append(" type=host\n");
            }
        }
        return text.toString();
    }

    private static List<String> patterns(String cluster, Credentials credentials, Place place) {
        List<String> patterns = new ArrayList<>();
        if (cluster.equals(credentials.cluster())) {
            patterns.add(place.proxyHost());
        }
        patterns.add(cluster);
        patterns.add("*." + cluster);
        // A cluster may bear a name below another one's; the upper one must not vouch for it.
        credentials.hostAuthorities().stream()
                .map(CertAuthority::clusterName)
                .filter(other -> other.endsWith("." + cluster))
                .distinct()
                .forEach(below -> patterns.addAll(List.of("!" + below, "!*." + below)));
        return patterns.stream().distinct().toList();
    }
}
