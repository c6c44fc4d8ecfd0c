package dev.machineid.core.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;

/** X.509 certificates from PEM or DER, back to PEM, and their pins. */
public final class TlsCertificates {
    private static final String WHAT = "the TLS certificate";
    private static final int DER_SEQUENCE = 0x30;
    private static final String BLOCK = "CERTIFICATE";

    private TlsCertificates() {}

    /**
     * Every certificate in PEM text, or the one in DER bytes; blocks of another kind are skipped.
     *
     * @return at least one
     */
    public static List<X509Certificate> parse(byte[] pemOrDer) {
        if (pemOrDer.length > 0 && pemOrDer[0] == DER_SEQUENCE) {
            return List.of(fromDer(pemOrDer));
        }
        List<X509Certificate> certificates = PemBlocks.read(WHAT, pemOrDer).stream()
                .filter(block -> block.getType().equals(BLOCK))
                .map(PemObject::getContent)
                .map(TlsCertificates::fromDer)
                .toList();
        if (certificates.isEmpty()) {
            throw Unreadable.because(WHAT, "there is no certificate in it");
        }
        return certificates;
    }

    /** Every certificate in PEM text. */
    public static List<X509Certificate> parse(String pem) {
        return parse(pem.getBytes(StandardCharsets.UTF_8));
    }

    /** The certificate as PEM, with a line break at the end. */
    public static String pem(X509Certificate certificate) {
        return new String(PemBlocks.write(BLOCK, der(certificate)), StandardCharsets.US_ASCII);
    }

    /** The certificates as PEM, one after the other. */
    public static String pem(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        certificates.forEach(certificate -> text.append(pem(certificate)));
        return text.toString();
    }

    /** {@code sha256:} and the digest of the public key (SubjectPublicKeyInfo) in lower-case hex: Teleport's CA pin. */
    public static String pin(X509Certificate certificate) {
        return "sha256:"
                + HexFormat.of()
                        .formatHex(SshKeys.sha256(certificate.getPublicKey().getEncoded()));
    }

    static X509Certificate fromDer(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw Unreadable.because(WHAT, "it is not a valid X.509 certificate");
        }
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw Unreadable.because(WHAT, "it has no encoding");
        }
    }
}
