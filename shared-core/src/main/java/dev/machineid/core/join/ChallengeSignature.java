package dev.machineid.core.join;

import dev.machineid.core.identity.JobKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** Signs a challenge as a compact JSON Web Signature (RFC 7515), ES256 by a P-256 key or RS256 by an RSA key. */
final class ChallengeSignature {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private ChallengeSignature() {}

    /** @param challenge the payload as the server sent it, to the byte */
    static String sign(JobKey key, String challenge) {
        PrivateKey own = key.keyPair().getPrivate();
        boolean curve = own.getAlgorithm().equals("EC");
        String header = "{\"alg\":\"" + (curve ? "ES256" : "RS256") + "\",\"typ\":\"JWT\"}";
        String signed = encode(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encode(challenge.getBytes(StandardCharsets.UTF_8));
        try {
            // RFC 7518, 3.4: the two numbers one behind the other, not in DER.
            Signature signature = Signature.getInstance(curve ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
            signature.initSign(own);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with P-256 and RSA", e);
        }
    }

    private static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
