package dev.machineid.core.identity;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;

/** Public keys from PEM, and as JSON Web Keys (RFC 7517, RFC 7518): EC on P-256, P-384 or P-521, RSA. */
public final class WebKeys {
    private static final int BYTE = 8;

    private WebKeys() {}

    /** The one key in PEM text, {@code PUBLIC KEY} or {@code RSA PUBLIC KEY}. */
    public static PublicKey parse(byte[] pem) {
        List<PemObject> blocks = PemBlocks.read("the public key", pem);
        if (blocks.size() != 1) {
            throw Unreadable.because("the public key", "expected one PEM block, got " + blocks.size());
        }
        byte[] content = blocks.get(0).getContent();
        try {
            if (blocks.get(0).getType().equals("RSA PUBLIC KEY")) {
                var rsa = org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(content);
                return KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            }
            String algorithm = SubjectPublicKeyInfo.getInstance(content)
                            .getAlgorithm()
                            .getAlgorithm()
                            .getId()
                            .equals("1.2.840.10045.2.1") // id-ecPublicKey, RFC 5480
                    ? "EC"
                    : "RSA";
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(content));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw Unreadable.because("the public key", "its content is broken");
        }
    }

    /** The name of a key by which Teleport's tokens call it. */
    public static String id(PublicKey key) {
        byte[] der = key.getEncoded();
        if (key instanceof RSAPublicKey) {
            der = SubjectPublicKeyInfo.getInstance(der).getPublicKeyData().getOctets();
        }
        return url(SshKeys.sha256(der));
    }

    /** Writes {@code kty} and what belongs to it. */
    static void write(JsonGenerator json, PublicKey key) throws IOException {
        if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            json.writeStringField("kty", "EC");
            json.writeStringField("crv", "P-" + bits);
            json.writeStringField("x", url(fixed(ec.getW().getAffineX(), (bits + BYTE - 1) / BYTE)));
            json.writeStringField("y", url(fixed(ec.getW().getAffineY(), (bits + BYTE - 1) / BYTE)));
        } else if (key instanceof RSAPublicKey rsa) {
            json.writeStringField("kty", "RSA");
            json.writeStringField(
                    "n", url(fixed(rsa.getModulus(), (rsa.getModulus().bitLength() + BYTE - 1) / BYTE)));
            json.writeStringField(
                    "e",
                    url(fixed(rsa.getPublicExponent(), (rsa.getPublicExponent().bitLength() + BYTE - 1) / BYTE)));
        } else {
            throw Unreadable.because("the trust bundle", "a key in it is neither EC nor RSA");
        }
    }

    /** Big-endian, without a sign, of that length. */
    private static byte[] fixed(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int from = Math.max(0, signed.length - length);
        System.arraycopy(signed, from, bytes, length - (signed.length - from), signed.length - from);
        return bytes;
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
