package dev.machineid.command;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;

/** What a cluster with RSA authorities, the rule up to version 15, makes a login use and the local cluster does not have. */
final class RsaLesson {
    private static final int BYTES = 256;

    private RsaLesson() {}

    /** Checks a signature of each kind; that they are wrong is no matter. */
    static boolean run() throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(8 * BYTES).subtract(BigInteger.ONE);
        PublicKey key =
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return verify(pss, key) || verify(Signature.getInstance("SHA256withRSA"), key);
    }

    private static boolean verify(Signature signature, PublicKey key) throws GeneralSecurityException {
        signature.initVerify(key);
        signature.update(new byte[1]);
        try {
            return signature.verify(new byte[BYTES]);
        } catch (SignatureException notEvenClose) {
            return false;
        }
    }
}
