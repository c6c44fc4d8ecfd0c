package dev.machineid.lab.join;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.machineid.lab.access.Refusal;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks an id token in the order and with the words of the real server: form, issuer, audience, expiry, signature, then not-before. */
final class ProofCheck {
    private static final Duration LEEWAY = Duration.ofMinutes(2);
    private static final Duration KUBERNETES_LEEWAY = Duration.ofSeconds(10);
    private static final Duration KUBERNETES_LONGEST = Duration.ofMinutes(30);
    private static final DateTimeFormatter GO_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z 'UTC'", Locale.ROOT);

    private final String cluster;
    private final JWKSet keys;

    ProofCheck(String cluster, JWKSet keys) {
        this.cluster = cluster;
        this.keys = keys;
    }

    /** The claims of a good proof; a refusal for any other. */
    Map<String, Object> check(LabToken token, String compact, Instant now) {
        if (compact.isEmpty()) {
            throw Refusal.badParameter(
                    "IDToken not provided for " + token.method().word() + " join request");
        }
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(compact);
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException malformed) {
            throw Refusal.unclassified("oidc: malformed jwt: " + malformed.getMessage());
        }
        if (token.method() == JoinMethod.KUBERNETES) {
            kubernetes(token, jwt, claims, now);
        } else {
            oidc(token, jwt, claims, now);
        }
        return claims.getClaims();
    }

    private void oidc(LabToken token, SignedJWT jwt, JWTClaimsSet claims, Instant now) {
        String issuer = String.valueOf(claims.getIssuer());
        if (!issuer.equals(token.issuer())) {
            throw Refusal.unclassified("oidc: id token issued by a different provider, expected \"" + token.issuer()
                    + "\" got \"" + issuer + "\"");
        }
        String audience = token.audienceIn(cluster);
        if (!claims.getAudience().contains(audience)) {
            throw Refusal.unclassified(
                    "oidc: expected audience \"" + audience + "\" got " + quoted(claims.getAudience()));
        }
        Date expiry = claims.getExpirationTime();
        if (expiry == null || expiry.toInstant().isBefore(now)) {
            String when =
                    expiry == null ? "never" : GO_TIME.format(expiry.toInstant().atOffset(ZoneOffset.UTC));
            throw Refusal.unclassified("oidc: token is expired (Token Expiry: " + when + ")");
        }
        verify(jwt);
        Date notBefore = claims.getNotBeforeTime();
        // CircleCI's tokens carry no such claim and the real server does not look at it there.
        if (notBefore != null
                && token.method() != JoinMethod.CIRCLECI
                && notBefore.toInstant().isAfter(now.plus(LEEWAY))) {
            throw Refusal.denied("token not before in future");
        }
    }

    private void kubernetes(LabToken token, SignedJWT jwt, JWTClaimsSet claims, Instant now) {
        verify(jwt);
        if (!claims.getAudience().contains(token.audienceIn(cluster))) {
            throw Refusal.unclassified(
                    "reviewing kubernetes token with static_jwks: validating jwt claims: invalid audience claim (aud)");
        }
        Date expiry = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        if (expiry != null && expiry.toInstant().plus(KUBERNETES_LEEWAY).isBefore(now)) {
            throw Refusal.unclassified(
                    "reviewing kubernetes token with static_jwks: validating jwt claims: token is expired (exp)");
        }
        if (!(claims.getClaim("kubernetes.io") instanceof Map<?, ?> facts)
                || !(facts.get("pod") instanceof Map<?, ?> pod)
                || pod.get("name") == null) {
            throw Refusal.badParameter(
                    "static_jwks joining requires the use of projected pod bound service account token");
        }
        if (expiry == null
                || issued == null
                || Duration.between(issued.toInstant(), expiry.toInstant()).compareTo(KUBERNETES_LONGEST) > 0) {
            throw Refusal.badParameter(
                    "static_jwks joining requires the use of a service account token with a TTL of less than 30m0s");
        }
    }

    private void verify(SignedJWT jwt) {
        try {
            JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
            if (key != null
                    && jwt.verify(new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), publicKey(key)))) {
                return;
            }
        } catch (JOSEException notVerifiable) {
            throw Refusal.unclassified("failed to verify signature: " + notVerifiable.getMessage());
        }
        throw Refusal.unclassified("failed to verify signature: failed to verify id token signature");
    }

    private static Key publicKey(JWK key) throws JOSEException {
        return key instanceof RSAKey rsa ? rsa.toPublicKey() : ((ECKey) key).toPublicKey();
    }

    private static String quoted(List<String> values) {
        return values.stream().map(v -> '"' + v + '"').collect(Collectors.joining(" ", "[", "]"));
    }
}
