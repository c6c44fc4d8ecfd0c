package dev.machineid.core.identity;

import dev.machineid.core.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Teleport's identity file: key, certificates and authorities in one file, so that a reader can never mix two
 * generations.
 *
 * <p>The order is the one that {@code tsh -i}, {@code tctl -i}, the Terraform provider and the Go client expect: private
 * key, SSH certificate, TLS certificate, {@code @cert-authority} lines, TLS authorities.
 */
public final class IdentityFile {
    private static final String WHAT = "the identity file";
    private static final int MAX_AUTHORITIES = 4096;

    private IdentityFile() {}

    /** The file's content; it holds the private key. */
    public static Secret write(Credentials credentials) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Secret key = credentials.key().privatePem()) {
            byte[] pem = key.revealBytes();
            out.writeBytes(pem);
            Arrays.fill(pem, (byte) 0);
        }
        StringBuilder rest = new StringBuilder();
        rest.append(credentials.ssh().line()).append('\n');
        rest.append(TlsCertificates.pem(credentials.tls()));
        for (CertAuthority authority : credentials.hostAuthorities()) {
            String cluster = authority.clusterName();
            for (String key : authority.sshKeyLines()) {
                SshAuthorityLine line = new SshAuthorityLine(List.of(cluster, "*." + cluster), key);
                rest.append(line.line()).append('\n');
            }
        }
        for (CertAuthority authority : credentials.hostAuthorities()) {
            rest.append(TlsCertificates.pem(authority.tlsCertificates()));
        }
        out.writeBytes(rest.toString().getBytes(StandardCharsets.US_ASCII));
        byte[] all = out.toByteArray();
        try {
            return Secret.of(all);
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    /**
     * Reads a file of ours or of Teleport's own tools: the first PEM block is the key, the second the certificate, every
     * later one an authority; SSH lines may stand anywhere and other lines are skipped.
     */
    public static StoredIdentity read(byte[] content) {
        List<PemObject> blocks = PemBlocks.read(WHAT, content);
        if (blocks.size() < 2 || blocks.size() > MAX_AUTHORITIES) {
            throw Unreadable.because(WHAT, "expected a private key and a certificate in it");
        }
        PrivateKey key = PrivateKeys.read(blocks.get(0));
        List<X509Certificate> certificates =
                blocks.stream().skip(1).map(IdentityFile::certificate).toList();
        X509Certificate tls = certificates.get(0);
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        Optional<SshCertificate> ssh = lines.stream()
                .filter(IdentityFile::isCertificateLine)
                .findFirst()
                .map(SshCertificate::parse);
        List<SshAuthorityLine> authorities = lines.stream()
                .filter(line -> line.startsWith(SshAuthorityLine.MARKER))
                .limit(MAX_AUTHORITIES)
                .map(SshAuthorityLine::parse)
                .toList();
        boolean sameKey = PrivateKeys.match(key, tls.getPublicKey())
                && ssh.map(certificate -> certificate.publicKeyLine().equals(sshLine(tls)))
                        .orElse(true);
        if (!sameKey) {
            throw Unreadable.because(WHAT, "its key and its certificates do not belong together");
        }
        return new StoredIdentity(key, tls, ssh, certificates.subList(1, certificates.size()), authorities);
    }

    private static X509Certificate certificate(PemObject block) {
        if (!block.getType().equals("CERTIFICATE")) {
            throw Unreadable.because(WHAT, "after the private key only certificates are expected");
        }
        return TlsCertificates.fromDer(block.getContent());
    }

    private static boolean isCertificateLine(String line) {
        int space = line.indexOf(' ');
        return space > 0 && line.substring(0, space).endsWith("-cert-v01@openssh.com");
    }

    private static String sshLine(X509Certificate certificate) {
        return SshKeys.line(JobKey.sshWire(certificate.getPublicKey().getEncoded()));
    }
}
