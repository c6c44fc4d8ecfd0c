package dev.machineid.core.identity;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a cluster's certificate authority is known by.
 *
 * @param clusterName the root cluster or a leaf
 * @param type {@code host}, {@code user} or {@code db}
 * @param sshKeyLines every active and additional SSH key as {@code TYPE BASE64}; a rotation has several
 * @param tlsCertificates every active and additional X.509 certificate
 */
public record CertAuthority(
        String clusterName, String type, List<String> sshKeyLines, List<X509Certificate> tlsCertificates) {
    public CertAuthority {
        SafeNames.cluster(clusterName);
        // Rewritten from its bytes, so that no comment of a server's reaches a file.
        sshKeyLines = sshKeyLines.stream()
                .map(SshKeys::wire)
                .map(SshKeys::line)
                .distinct()
                .toList();
        tlsCertificates = List.copyOf(tlsCertificates);
    }
}
