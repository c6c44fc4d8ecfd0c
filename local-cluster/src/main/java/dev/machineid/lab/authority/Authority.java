package dev.machineid.lab.authority;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** One certificate authority of a cluster ({@code host}, {@code user}, {@code db} or the private web one): a P-256 key and certificate for TLS, a P-256 key for SSH. */
public final class Authority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String type;
    private final String cluster;
    private final KeyPair tls;
    private final KeyPair ssh;
    private final X509Certificate certificate;

    private Authority(String type, String cluster, Instant now) {
        this.type = type;
        this.cluster = cluster;
        this.tls = newKey();
        this.ssh = newKey();
        BigInteger serial = serial();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, cluster)
                .addRDN(BCStyle.CN, cluster)
                .addRDN(BCStyle.SERIALNUMBER, serial.toString())
                .build();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                serial,
                Date.from(now.minus(Duration.ofMinutes(1))),
                Date.from(now.plus(Duration.ofDays(3650))),
                name,
                tls.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers().createSubjectKeyIdentifier(tls.getPublic()));
        } catch (CertIOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        this.certificate = sign(builder);
    }

    /** A new authority with new keys; its certificate lives ten years. */
    public static Authority create(String type, String cluster, Instant now) {
        return new Authority(type, cluster, now);
    }

    public String type() {
        return type;
    }

    public String cluster() {
        return cluster;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String pem() {
        return Pem.of(certificate);
    }

    public PublicKey sshKey() {
        return ssh.getPublic();
    }

    /** The key pair that signs OpenSSH certificates. */
    KeyPair sshPair() {
        return ssh;
    }

    /** The CA pin: {@code sha256:} and the lower-case hex SHA-256 of the certificate's public key (SubjectPublicKeyInfo DER). */
    public String pin() {
        try {
            byte[] spki = certificate.getPublicKey().getEncoded();
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(spki));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** True if this authority signed the certificate and it is valid at that time. */
    boolean vouchesFor(X509Certificate presented, Instant now) {
        try {
            presented.verify(tls.getPublic());
            presented.checkValidity(Date.from(now));
            return true;
        } catch (GeneralSecurityException notOurs) {
            return false;
        }
    }

    /** Issues an end certificate; with names it serves as a server, and both kinds may authenticate clients. */
    public X509Certificate issue(
            X500Name subject, PublicKey key, Instant from, Instant to, @Nullable GeneralNames names) {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                certificate, serial(), Date.from(from), Date.from(to), toPrincipal(subject), key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers().createAuthorityKeyIdentifier(certificate));
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
        } catch (CertIOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return sign(builder);
    }

    private static JcaX509ExtensionUtils identifiers() throws GeneralSecurityException {
        return new JcaX509ExtensionUtils();
    }

    private static javax.security.auth.x500.X500Principal toPrincipal(X500Name name) {
        try {
            return new javax.security.auth.x500.X500Principal(name.getEncoded());
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(tls.getPrivate())));
        } catch (OperatorCreationException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A new P-256 key pair. */
    public static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM);
    }
}
