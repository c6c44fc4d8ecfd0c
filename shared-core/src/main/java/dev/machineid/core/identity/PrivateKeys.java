package dev.machineid.core.identity;

import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;

/** Private keys out of PEM blocks: PKCS#8, PKCS#1 (RSA, what tbot writes) and SEC1 (EC). */
final class PrivateKeys {
    private static final String WHAT = "the private key";

    private PrivateKeys() {}

    static PrivateKey read(PemObject block) {
        try {
            PrivateKeyInfo info = switch (block.getType()) {
                case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.getContent());
                case "RSA PRIVATE KEY" -> fromPkcs1(block.getContent());
                case "EC PRIVATE KEY" -> fromSec1(block.getContent());
                default -> throw Unreadable.because(WHAT, "its PEM type is not known");
            };
            return KeyFactory.getInstance(algorithm(info)).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (InvalidRequestException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) { // ASN.1 parsers throw many kinds
            throw Unreadable.because(WHAT, "its content is broken");
        }
    }

    /** Whether the two can belong together; for EC only the kind is compared, the curve arithmetic is not worth its time. */
    static boolean match(PrivateKey own, PublicKey certified) {
        if (own instanceof RSAKey first && certified instanceof RSAKey second) {
            BigInteger modulus = first.getModulus();
            return modulus.equals(second.getModulus());
        }
        return own.getAlgorithm().equals(certified.getAlgorithm());
    }

    private static String algorithm(PrivateKeyInfo info) {
        var type = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (type.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (type.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        throw Unreadable.because(WHAT, "it is neither RSA nor EC");
    }

    private static PrivateKeyInfo fromPkcs1(byte[] der) throws IOException {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                RSAPrivateKey.getInstance(ASN1Sequence.getInstance(der)));
    }

    private static PrivateKeyInfo fromSec1(byte[] der) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(ASN1Sequence.getInstance(der));
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
    }
}
