package dev.machineid.core;

import dev.machineid.core.identity.CertAuthority;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.SshAuthorityLine;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes of an identity file what a login would have made of the cluster's answer. */
final class Adopting {
    private Adopting() {}

    static Credentials credentials(StoredIdentity identity) {
        String root = TeleportIdentity.of(identity.tls()).cluster();
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put(root, new ArrayList<>()); // the root cluster comes first, whatever the file's order
        for (SshAuthorityLine line : identity.sshAuthorities()) {
            keys.computeIfAbsent(cluster(line), name -> new ArrayList<>()).add(line.keyLine());
        }
        List<CertAuthority> authorities = new ArrayList<>();
        keys.forEach((cluster, lines) ->
                authorities.add(new CertAuthority(cluster, "host", lines, tls(identity, cluster, root))));
        KeyPair pair = new KeyPair(identity.tls().getPublicKey(), identity.privateKey());
        return new Credentials(
                JobKey.of(pair),
                identity.ssh()
                        .orElseThrow(() -> new InvalidRequestException(
                                ErrorCode.CREDENTIALS_UNREADABLE,
                                "the identity file holds no SSH certificate",
                                "let the daemon write an output of kind identity")),
                identity.tls(),
                authorities);
    }

    /** The name behind the wildcard is the cluster's; other names of the line are the proxy's. */
    private static String cluster(SshAuthorityLine line) {
        return line.patterns().stream()
                .filter(pattern -> pattern.startsWith("*."))
                .map(pattern -> pattern.substring(2))
                .reduce((first, second) -> second)
                .orElseGet(() -> line.patterns().get(line.patterns().size() - 1));
    }

    /** A host authority names its cluster as organization; where none does, all of them are taken for the root's. */
    private static List<X509Certificate> tls(StoredIdentity identity, String cluster, String root) {
        List<X509Certificate> named = identity.tlsAuthorities().stream()
                .filter(certificate -> TeleportIdentity.of(certificate).roles().contains(cluster))
                .toList();
        return named.isEmpty() && cluster.equals(root) ? identity.tlsAuthorities() : named;
    }
}
