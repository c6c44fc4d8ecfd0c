package dev.machineid.core.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What an identity file holds, as far as a program that connects with it needs.
 *
 * @param ssh absent in files made for TLS only
 * @param tlsAuthorities what the cluster's own servers are verified with, the root cluster's first
 * @param sshAuthorities the {@code @cert-authority} lines
 */
public record StoredIdentity(
        PrivateKey privateKey,
        X509Certificate tls,
        Optional<SshCertificate> ssh,
        List<X509Certificate> tlsAuthorities,
        List<SshAuthorityLine> sshAuthorities) {
    public StoredIdentity {
        tlsAuthorities = List.copyOf(tlsAuthorities);
        sshAuthorities = List.copyOf(sshAuthorities);
    }

    /** Shows the user only; a record's own form would print the key. */
    @Override
    public String toString() {
        return "StoredIdentity(" + TeleportIdentity.of(tls).userName() + ")";
    }
}
