package dev.machineid.core.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A cluster's authority for tests: an Ed25519 key signs SSH certificates, a P-256 key signs X.509 ones. */
public final class TestAuthority {
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    public static final Instant END = Instant.parse("2046-11-22T11:00:00Z");

    private final String cluster;
    private final KeyPair sshKey;
    private final KeyPair tlsKey;

    public TestAuthority(String cluster) {
        this.cluster = cluster;
        this.sshKey = generate("Ed25519");
        this.tlsKey = JobKey.p256().keyPair();
    }

    /** The keys and certificates that a client knows this cluster by. */
    public CertAuthority host() {
        return new CertAuthority(cluster, "host", List.of(sshLine()), List.of(tlsAuthority()));
    }

    public String sshLine() {
        return SshKeys.line(sshWire());
    }

    public X509Certificate tlsAuthority() {
        return certificate(JobKey.of(tlsKey), new X500Name("CN=" + cluster + ",O=" + cluster), END, true);
    }

    /** Certificates for a bot's key, good from {@link #START} to {@link #END}. */
    public Credentials credentials(JobKey key, TestAuthority... leaves) {
        List<CertAuthority> authorities = new java.util.ArrayList<>(List.of(host()));
        Arrays.stream(leaves).map(TestAuthority::host).forEach(authorities::add);
        X500NameBuilder subject = new X500NameBuilder();
        subject.addRDN(new ASN1ObjectIdentifier("2.5.4.10"), "ci-deployer");
        subject.addRDN(new ASN1ObjectIdentifier("2.5.4.3"), "bot-ci");
        return new Credentials(
                key, SshCertificate.parse(ssh(key, "bot-ci", "root")), tls(key, subject.build(), END), authorities);
    }

    public X509Certificate tls(JobKey key, X500Name subject, Instant end) {
        return certificate(key, subject, end, false);
    }

    /** A user certificate as {@code TYPE BASE64}. */
    public String ssh(JobKey key, String keyId, String... principals) {
        return SshKeys.line(sshCertificate(
                key.sshPublicWire(),
                1,
                keyId,
                List.of(principals),
                START.getEpochSecond(),
                END.getEpochSecond(),
                Map.of(),
                Map.of("permit-pty", "", "teleport-roles", "{\"roles\":[\"ci-deployer\"]}")));
    }

    /** A host certificate as {@code TYPE BASE64}. */
    public String hostCertificate(JobKey key, String... names) {
        return SshKeys.line(
                sshCertificate(key.sshPublicWire(), 2, names[0], List.of(names), 0, -1, Map.of(), Map.of()));
    }

    /** Any certificate, in SSH's binary form, with a valid signature. */
    public byte[] sshCertificate(
            byte[] publicKey,
            int kind,
            String keyId,
            List<String> principals,
            long after,
            long before,
            Map<String, String> critical,
            Map<String, String> extensions) {
        SshWire key = new SshWire("test key", publicKey);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, key.text() + "-cert-v01@openssh.com");
        put(out, "0123456789abcdef0123456789abcdef");
        while (key.hasMore()) {
            SshWire.put(out, key.bytes());
        }
        out.writeBytes(ByteBuffer.allocate(12).putLong(7).putInt(kind).array());
        put(out, keyId);
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        principals.forEach(name -> put(names, name));
        SshWire.put(out, names.toByteArray());
        out.writeBytes(ByteBuffer.allocate(16).putLong(after).putLong(before).array());
        SshWire.put(out, options(critical));
        SshWire.put(out, options(extensions));
        put(out, "");
        SshWire.put(out, sshWire());
        SshWire.put(out, sign(out.toByteArray()));
        return out.toByteArray();
    }

    private byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(sshKey.getPrivate());
            signature.update(content);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            put(out, "ssh-ed25519");
            SshWire.put(out, signature.sign());
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] sshWire() {
        byte[] encoded = sshKey.getPublic().getEncoded();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, "ssh-ed25519");
        SshWire.put(out, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return out.toByteArray();
    }

    private X509Certificate certificate(JobKey key, X500Name subject, Instant end, boolean authority) {
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    new X500Name("CN=" + cluster + ",O=" + cluster),
                    BigInteger.valueOf(42),
                    Date.from(START),
                    Date.from(end),
                    subject,
                    SubjectPublicKeyInfo.getInstance(key.tlsPublicDer()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(tlsKey.getPrivate())));
        } catch (CertIOException | OperatorCreationException | CertificateException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] options(Map<String, String> options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TreeMap<>(options).forEach((name, value) -> {
            put(out, name);
            ByteArrayOutputStream inner = new ByteArrayOutputStream();
            if (!value.isEmpty()) {
                put(inner, value);
            }
            SshWire.put(out, inner.toByteArray());
        });
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String text) {
        SshWire.put(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair generate(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
