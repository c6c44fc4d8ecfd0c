package dev.machineid.core.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * One key with the certificates issued for it and the authorities that vouch for the other side.
 *
 * @param hostAuthorities the host authority of the root cluster first, then one per leaf cluster
 */
public record Credentials(JobKey key, SshCertificate ssh, X509Certificate tls, List<CertAuthority> hostAuthorities) {
    public Credentials {
        hostAuthorities = List.copyOf(hostAuthorities);
        if (hostAuthorities.isEmpty()) {
            throw Unreadable.because("the cluster's answer", "it has no host authority");
        }
        if (!Arrays.equals(tls.getPublicKey().getEncoded(), key.tlsPublicDer())) {
            throw Unreadable.because("the TLS certificate", "it is for another key");
        }
        if (!ssh.publicKeyLine().equals(key.sshPublicLine())) {
            throw Unreadable.because("the SSH certificate", "it is for another key");
        }
    }

    /** The root cluster's host authority. */
    public CertAuthority root() {
        return hostAuthorities.get(0);
    }

    /** The root cluster's name. */
    public String cluster() {
        return root().clusterName();
    }

    /** The names of the leaf clusters. */
    public List<String> leaves() {
        return hostAuthorities.stream()
                .map(CertAuthority::clusterName)
                .filter(name -> !name.equals(cluster()))
                .distinct()
                .toList();
    }

    /** When the first of the two certificates ends. */
    public Instant expiry() {
        Instant tlsEnd = tls.getNotAfter().toInstant();
        return tlsEnd.isBefore(ssh.validBefore()) ? tlsEnd : ssh.validBefore();
    }
}
