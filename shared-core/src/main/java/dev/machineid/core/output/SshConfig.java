package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code ssh_config}: {@code NODE.CLUSTER} goes to that cluster, a bare {@code NODE} to the root cluster.
 *
 * <p>A bare name is completed by {@code Hostname %h.CLUSTER}: that is the name the host certificate is checked for, so
 * one known_hosts pattern per cluster is enough. ({@code HostKeyAlias} takes no tokens.) Of several values ssh takes the
 * first, so a cluster below another one's name comes before it.
 */
final class SshConfig {
    private SshConfig() {}

    private static int longestFirst(String one, String other) {
        return one.length() == other.length() ? one.compareTo(other) : other.length() - one.length();
    }

    static String write(Credentials credentials, Place place, ProxyCommandForm form) {
        List<String> clusters = new ArrayList<>(credentials.leaves());
        clusters.add(credentials.cluster());
        clusters.sort(SshConfig::longestFirst);
        StringBuilder text = new StringBuilder("# For ssh -F; renewed with the certificate beside it.\n");
        for (String cluster : clusters) {
            text.append("Host *.").append(cluster).append('\n');
            text.append(option("ProxyCommand", form.command(place, cluster)));
        }
        String bare = clusters.stream().map(cluster -> " !*." + cluster).collect(Collectors.joining());
        text.append("Host *").append(bare).append('\n');
        text.append(option("Hostname", "%h." + credentials.cluster()));
        text.append("Host *\n");
        text.append(option("ProxyCommand", form.command(place, credentials.cluster())));
        text.append(login(place));
        return text.toString();
    }

    /** Who we are, and whom we believe: nothing but what lies in our own directory. */
    static String login(Place place) {
        return option("IdentityFile", Quoting.sshPath(place.generation().resolve(SshOutput.KEY)))
                + option("CertificateFile", Quoting.sshPath(place.generation().resolve(SshOutput.CERTIFICATE)))
                + option(
                        "UserKnownHostsFile", Quoting.sshPath(place.generation().resolve(SshOutput.KNOWN_HOSTS)))
                + option("GlobalKnownHostsFile", "/dev/null")
                + option("StrictHostKeyChecking", "yes")
                + option("UpdateHostKeys", "no")
                + option("IdentitiesOnly", "yes")
                + option("IdentityAgent", "none")
                + option("PreferredAuthentications", "publickey")
                + option("ForwardAgent", "no");
    }

    static String option(String name, String value) {
        return "    " + name + " " + value + "\n";
    }
}
