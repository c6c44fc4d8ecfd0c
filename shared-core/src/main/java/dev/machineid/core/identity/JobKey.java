package dev.machineid.core.identity;

import dev.machineid.core.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The job's one key pair, used for SSH and TLS alike, in every form that a server or a file wants.
 *
 * <p>The private half leaves only as {@link #privatePem()} and inside {@link #keyPair()}.
 */
public final class JobKey {
    private static final int RSA_BITS = 2048;

    /** What stands before the point in the PKIX form of every P-256 key (RFC 5480). */
    private static final byte[] P256_HEAD =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    /** The point without its first byte, 4 for uncompressed, which P256_HEAD holds. */
    private static final int P256_POINT = 64;

    private final KeyPair keyPair;

    private JobKey(KeyPair keyPair) {
        this.keyPair = keyPair;
    }

    /** A new P-256 key: a few milliseconds, and what servers accept unless their suite is {@code legacy}. */
    public static JobKey p256() {
        return generate("EC", new ECGenParameterSpec("secp256r1"));
    }

    /** A new RSA key of 2048 bits: some hundred milliseconds, for servers that want it. */
    public static JobKey rsa2048() {
        return generate("RSA", new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4));
    }

    /** A key that exists already: EC on a NIST curve, or RSA. */
    public static JobKey of(KeyPair keyPair) {
        String algorithm = keyPair.getPrivate().getAlgorithm();
        if (!algorithm.equals("EC") && !algorithm.equals("RSA")) {
            throw Unreadable.because("the key", "expected an EC or RSA key, got " + algorithm);
        }
        return new JobKey(keyPair);
    }

    /**
     * A key from what {@link #privatePem()} and {@link #tlsPublicDer()} gave.
     *
     * @throws dev.machineid.core.report.InvalidRequestException if they are damaged, or do not belong together
     */
    public static JobKey read(Secret privatePem, byte[] publicDer) {
        byte[] pem = privatePem.revealBytes();
        try {
            List<PemObject> blocks = PemBlocks.read("the private key", pem);
            if (blocks.size() != 1) {
                throw Unreadable.because("the private key", "expected one PEM block, got " + blocks.size());
            }
            PrivateKey own = PrivateKeys.read(blocks.get(0));
            PublicKey other =
                    KeyFactory.getInstance(own.getAlgorithm()).generatePublic(new X509EncodedKeySpec(publicDer));
            JobKey key = of(new KeyPair(other, own));
            key.requirePair();
            return key;
        } catch (GeneralSecurityException broken) {
            throw Unreadable.because("the public key", "its content is broken");
        } finally {
            Arrays.fill(pem, (byte) 0);
        }
    }

    private void requirePair() throws GeneralSecurityException {
        String algorithm = keyPair.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        byte[] probe = {1};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(keyPair.getPrivate());
        signing.update(probe);
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(keyPair.getPublic());
        checking.update(probe);
        if (!checking.verify(signing.sign())) {
            throw Unreadable.because("the key", "its two halves do not belong together");
        }
    }

    public KeyPair keyPair() {
        return keyPair;
    }

    /** The public key as SubjectPublicKeyInfo (PKIX) in DER. */
    public byte[] tlsPublicDer() {
        return keyPair.getPublic().getEncoded();
    }

    /** The public key as PEM, type {@code PUBLIC KEY}. */
    public String tlsPublicPem() {
        return new String(PemBlocks.write("PUBLIC KEY", tlsPublicDer()), StandardCharsets.US_ASCII);
    }

    /** The public key in SSH's binary form. */
    public byte[] sshPublicWire() {
        return sshWire(tlsPublicDer());
    }

    /** The public key as {@code TYPE BASE64}, without a comment and without a line break. */
    public String sshPublicLine() {
        return SshKeys.line(sshPublicWire());
    }

    /** The private key as PEM, type {@code PRIVATE KEY} (PKCS#8): OpenSSH, Go and Java all read it. */
    public Secret privatePem() {
        byte[] der = keyPair.getPrivate().getEncoded();
        byte[] pem = PemBlocks.write("PRIVATE KEY", der);
        try {
            return Secret.of(pem);
        } finally {
            Arrays.fill(der, (byte) 0);
            Arrays.fill(pem, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "JobKey(" + SshKeys.fingerprint(sshPublicWire()) + ")";
    }

    /** SSH's binary form of a PKIX public key. */
    static byte[] sshWire(byte[] publicDer) {
        if (publicDer.length == P256_HEAD.length + P256_POINT
                && Arrays.equals(publicDer, 0, P256_HEAD.length, P256_HEAD, 0, P256_HEAD.length)) {
            return p256Wire(Arrays.copyOfRange(publicDer, P256_HEAD.length - 1, publicDer.length));
        }
        try {
            return OpenSSHPublicKeyUtil.encodePublicKey(PublicKeyFactory.createKey(publicDer));
        } catch (IOException | RuntimeException e) {
            throw Unreadable.because("the public key", "SSH has no form for it");
        }
    }

    /** RFC 5656 section 3.1; the usual key by hand, since Bouncy Castle first sets up every curve it knows. */
    private static byte[] p256Wire(byte[] point) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        SshWire.put(wire, "ecdsa-sha2-nistp256".getBytes(StandardCharsets.US_ASCII));
        SshWire.put(wire, "nistp256".getBytes(StandardCharsets.US_ASCII));
        SshWire.put(wire, point);
        return wire.toByteArray();
    }

    private static JobKey generate(String algorithm, AlgorithmParameterSpec spec) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(spec);
            return new JobKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java makes " + algorithm + " keys", e);
        }
    }
}
