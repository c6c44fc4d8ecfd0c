package dev.machineid.lab.join;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.decode.Decode;
import dev.machineid.lab.decode.DecodeException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Checks an id token in the order and with the words of the real server: form, issuer, audience, expiry, signature, then not-before. */
final class ProofCheck {
    private static final Duration LEEWAY = Duration.ofMinutes(2);
    private static final Duration KUBERNETES_LEEWAY = Duration.ofSeconds(10);
    private static final Duration KUBERNETES_LONGEST = Duration.ofMinutes(30);
    /** What the real server prints for a time that is not there. */
    private static final Instant NO_TIME = Instant.parse("0001-01-01T00:00:00Z");

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
                    "IDToken not provided for " + token.method().title() + " join request");
        }
        if (token.method().isRun()) {
            return RunProofCheck.check(token, compact, token.audienceIn(cluster), keys, now);
        }
        boolean kubernetes = token.method() == JoinMethod.KUBERNETES;
        CompactJwt jwt;
        try {
            jwt = CompactJwt.parse(compact);
        } catch (DecodeException malformed) {
            throw Refusal.unclassified((kubernetes ? "" : "oidc: malformed jwt: ") + malformed.words());
        }
        return kubernetes ? kubernetes(token, jwt, now) : oidc(token, jwt, now);
    }

    private Map<String, Object> oidc(LabToken token, CompactJwt jwt, Instant now) {
        JWTClaimsSet claims = claims(jwt, "oidc: failed to unmarshal claims: ");
        String issuer = Objects.requireNonNullElse(claims.getIssuer(), "");
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
            Instant end = expiry == null ? NO_TIME : expiry.toInstant();
            throw Refusal.unclassified(
                    "oidc: token is expired (Token Expiry: " + GO_TIME.format(end.atOffset(ZoneOffset.UTC)) + ")");
        }
        List<String> algorithms = keys.getKeys().stream()
                .map(key -> key instanceof ECKey ? "ES256" : "RS256")
                .distinct()
                .toList();
        if (!algorithms.contains(jwt.algorithm())) {
            throw Refusal.unclassified("oidc: id token signed with unsupported algorithm, expected "
                    + quoted(algorithms) + " got \"" + jwt.algorithm() + "\"");
        }
        if (!jwt.signedBy(keys)) {
            throw Refusal.unclassified("failed to verify signature: failed to verify id token signature");
        }
        Date notBefore = claims.getNotBeforeTime();
        // CircleCI's tokens carry no such claim and the real server does not look at it there.
        if (notBefore != null
                && token.method() != JoinMethod.CIRCLECI
                && notBefore.toInstant().isAfter(now.plus(LEEWAY))) {
            throw Refusal.denied("token not before in future");
        }
        return claims.getClaims();
    }

    private Map<String, Object> kubernetes(LabToken token, CompactJwt jwt, Instant now) {
        if (jwt.algorithm().isEmpty() || jwt.algorithm().equals("none")) {
            throw Refusal.unclassified("square/go-jose: unsupported key type/format");
        }
        if (!jwt.signedBy(keys)) {
            throw Refusal.unclassified("square/go-jose: error in cryptographic primitive");
        }
        JWTClaimsSet claims = claims(jwt, "");
        if (!claims.getAudience().contains(token.audienceIn(cluster))) {
            throw Refusal.unclassified("square/go-jose/jwt: validation failed, invalid audience claim (aud)");
        }
        Date starts = claims.getNotBeforeTime();
        Date expiry = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        if (starts != null && starts.toInstant().isAfter(now.plus(KUBERNETES_LEEWAY))) {
            throw Refusal.unclassified("square/go-jose/jwt: validation failed, token not valid yet (nbf)");
        }
        if (expiry != null && expiry.toInstant().plus(KUBERNETES_LEEWAY).isBefore(now)) {
            throw Refusal.unclassified("square/go-jose/jwt: validation failed, token is expired (exp)");
        }
        if (issued != null && issued.toInstant().isAfter(now.plus(KUBERNETES_LEEWAY))) {
            throw Refusal.unclassified("square/go-jose/jwt: validation field, token issued in the future (iat)");
        }
        if (!(claims.getClaim("kubernetes.io") instanceof Map<?, ?> facts)
                || !(facts.get("pod") instanceof Map<?, ?> pod)
                || pod.get("name") == null) {
            throw Refusal.badParameter(
                    "static_jwks joining requires the use of projected pod bound service account token");
        }
        if (expiry == null || issued == null) {
            throw Refusal.badParameter("static_jwks joining requires the use of a service account token with `"
                    + (expiry == null ? "exp" : "iat") + "`");
        }
        if (Duration.between(issued.toInstant(), expiry.toInstant()).compareTo(KUBERNETES_LONGEST) > 0) {
            throw Refusal.badParameter(
                    "static_jwks joining requires the use of a service account token with a TTL of less than 30m0s");
        }
        return claims.getClaims();
    }

    static JWTClaimsSet claims(CompactJwt jwt, String prefix) {
        try {
            return JWTClaimsSet.parse(Decode.object(jwt.claims(), "oidc.idToken"));
        } catch (DecodeException broken) {
            throw Refusal.unclassified(prefix + broken.words());
        } catch (ParseException wrongType) {
            throw Refusal.unclassified(prefix + "json: " + wrongType.getMessage());
        }
    }

    private static String quoted(List<String> values) {
        return values.stream().map(v -> '"' + v + '"').collect(Collectors.joining(" ", "[", "]"));
    }
}
