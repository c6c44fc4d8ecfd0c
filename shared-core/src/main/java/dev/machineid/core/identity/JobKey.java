package dev.machineid.core.identity;

import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * The job's one key pair, used for SSH and TLS alike, in every form that a server or a file wants.
 *
 * <p>The private half leaves only as {@link #privatePem()} and inside {@link #keyPair()}.
 */
public final class JobKey {
    private static final int RSA_BITS = 2048;

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
        try {
            return OpenSSHPublicKeyUtil.encodePublicKey(PublicKeyFactory.createKey(publicDer));
        } catch (IOException | RuntimeException e) {
            throw Unreadable.because("the public key", "SSH has no form for it");
        }
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
