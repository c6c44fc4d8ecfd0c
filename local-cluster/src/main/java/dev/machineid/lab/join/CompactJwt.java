package dev.machineid.lab.join;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.machineid.lab.decode.Decode;
import dev.machineid.lab.decode.DecodeException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.util.Map;

/** A signed token taken apart: its header, the text of its claims, and what the signature covers. */
record CompactJwt(Map<String, Object> header, String claims, String signed, String signature) {
    /** Takes it apart without a look at the claims. */
    static CompactJwt parse(String compact) throws DecodeException {
        String[] parts = compact.strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new DecodeException("square/go-jose: compact JWS format must have three parts");
        }
        byte[] header = Decode.base64Url(parts[0]);
        byte[] claims = Decode.base64Url(parts[1]);
        Decode.base64Url(parts[2]);
        return new CompactJwt(
                header.length == 0
                        ? Map.of()
                        : Decode.object(new String(header, StandardCharsets.UTF_8), "jose.rawHeader"),
                new String(claims, StandardCharsets.UTF_8),
                parts[0] + "." + parts[1],
                parts[2]);
    }

    /** The name of the signature's algorithm, "" if the header has none. */
    String algorithm() {
        return header.get("alg") instanceof String name ? name : "";
    }

    /** True if one of the keys made the signature. */
    boolean signedBy(JWKSet keys) {
        try {
            JWSHeader parsed = JWSHeader.parse(Base64URL.encode(
                    com.nimbusds.jose.util.JSONObjectUtils.toJSONString(header).getBytes(StandardCharsets.UTF_8)));
            JWK key = keys.getKeyByKeyId(parsed.getKeyID());
            return key != null
                    && new DefaultJWSVerifierFactory()
                            .createJWSVerifier(parsed, publicKey(key))
                            .verify(parsed, signed.getBytes(StandardCharsets.US_ASCII), new Base64URL(signature));
        } catch (JOSEException | ParseException notVerifiable) {
            return false;
        }
    }

    private static Key publicKey(JWK key) throws JOSEException {
        return key instanceof RSAKey rsa ? rsa.toPublicKey() : ((ECKey) key).toPublicKey();
    }
}
