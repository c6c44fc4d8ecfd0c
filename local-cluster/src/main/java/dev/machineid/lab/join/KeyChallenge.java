package dev.machineid.lab.join;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.SshKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A document that the holder of one key is to sign within a minute. */
public record KeyChallenge(String publicLine, String document, Instant expires) {
    private static final int LIFE_SECONDS = 60;

    /** For the key of that authorized_keys line. */
    public static KeyChallenge of(String publicLine, String cluster, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", cluster);
        claims.put(
                "sub",
                UUID.nameUUIDFromBytes(publicLine.getBytes(StandardCharsets.UTF_8))
                        .toString());
        claims.put("aud", List.of(cluster));
        claims.put("exp", now.plusSeconds(LIFE_SECONDS).getEpochSecond());
        claims.put("nbf", now.minusSeconds(10).getEpochSecond());
        claims.put("iat", now.getEpochSecond());
        claims.put("nonce", UUID.randomUUID().toString().replace("-", ""));
        return new KeyChallenge(publicLine, JSONObjectUtils.toJSONString(claims), now.plusSeconds(LIFE_SECONDS));
    }

    /** Refuses a solution that is not this document, signed in time by this key. */
    public void verify(String compact, Instant now) {
        try {
            JWSObject solution = JWSObject.parse(compact);
            boolean typed = solution.getHeader().getType() != null
                    && solution.getHeader().getType().getType().equals("JWT");
            boolean good = typed
                    && solution.getPayload().toString().equals(document)
                    && solution.verify(verifier(SshKeys.fromLine(publicLine.getBytes(StandardCharsets.UTF_8))));
            if (!good || now.isAfter(expires)) {
                throw refused("the signature is not of this challenge");
            }
        } catch (ParseException | JOSEException | GeneralSecurityException broken) {
            throw refused("square/go-jose: error in cryptographic primitive");
        }
    }

    private static JWSVerifier verifier(PublicKey key) throws JOSEException {
        return key instanceof RSAPublicKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECPublicKey) key);
    }

    private static Refusal refused(String why) {
        return Refusal.denied("validating challenge response: " + why);
    }
}
