package dev.machineid.lab.authority;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** PEM and DER forms of public keys and certificates. */
public final class Pem {
    private Pem() {}

    /** A certificate as PEM text with a trailing line feed. */
    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A public key as PEM text with a trailing line feed. */
    public static String of(PublicKey key) {
        return block("PUBLIC KEY", key.getEncoded());
    }

    static String block(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** A public key from PEM; the label does not matter, the content is PKIX or (for RSA) PKCS#1. */
    public static PublicKey publicKey(byte[] pem) throws GeneralSecurityException {
        try (PemReader reader = new PemReader(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
            PemObject block = reader.readPemObject();
            if (block == null) {
                throw new GeneralSecurityException("no PEM block in the public key");
            }
            return publicKeyFromDer(block.getContent());
        } catch (IOException broken) {
            throw new GeneralSecurityException("the public key is not PEM", broken);
        }
    }

    /** A public key from PKIX or PKCS#1 DER. */
    public static PublicKey publicKeyFromDer(byte[] der) throws GeneralSecurityException {
        try {
            SubjectPublicKeyInfo info = pkix(der);
            String oid = info.getAlgorithm().getAlgorithm().getId();
            String algorithm = switch (oid) {
                case "1.2.840.113549.1.1.1" -> "RSA";
                case "1.2.840.10045.2.1" -> "EC";
                default -> "EdDSA";
            };
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (IOException | RuntimeException broken) {
            throw new GeneralSecurityException("not a public key", broken);
        }
    }

    private static SubjectPublicKeyInfo pkix(byte[] der) throws IOException {
        try {
            return SubjectPublicKeyInfo.getInstance(der);
        } catch (RuntimeException notPkix) {
            AlgorithmIdentifier rsa = new AlgorithmIdentifier(
                    org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.rsaEncryption,
                    org.bouncycastle.asn1.DERNull.INSTANCE);
            return new SubjectPublicKeyInfo(rsa, RSAPublicKey.getInstance(der));
        }
    }
}
