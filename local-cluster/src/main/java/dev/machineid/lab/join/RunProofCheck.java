package dev.machineid.lab.join;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.decode.DecodeException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Checks id tokens in the order and with the words of newer servers' other library: subject, issuer, audience, party,
 * signature, expiry, time of issue. It looks at no not-before.
 */
final class RunProofCheck {
    private static final Duration LEEWAY = Duration.ofSeconds(1);

    private final LabToken token;
    private final JWKSet keys;

    private RunProofCheck(LabToken token, JWKSet keys) {
        this.token = token;
        this.keys = keys;
    }

    /** The claims of a good proof, those of Azure DevOps with the names out of its subject; a refusal for any other. */
    static Map<String, Object> check(LabToken token, String compact, String audience, JWKSet keys, Instant now) {
        RunProofCheck check = new RunProofCheck(token, keys);
        try {
            CompactJwt jwt = CompactJwt.parse(compact);
            JWTClaimsSet claims = ProofCheck.claims(jwt, check.prefix());
            check.about(claims, audience);
            check.signature(jwt);
            check.times(claims, now);
            return token.method() == JoinMethod.AZURE_DEVOPS ? check.pipeline(claims) : claims.getClaims();
        } catch (DecodeException malformed) {
            throw check.refusal("parsing of request failed: " + malformed.words());
        }
    }

    private String prefix() {
        return token.method() == JoinMethod.ENV0
                ? "validating Env0 OIDC token\n\tvalidating OIDC token\n\t"
                : "verifying token\n\t";
    }

    private Refusal refusal(String words) {
        return Refusal.unclassified(prefix() + words);
    }

    private void about(JWTClaimsSet claims, String audience) {
        String issuer = Objects.requireNonNullElse(claims.getIssuer(), "");
        if (Objects.requireNonNullElse(claims.getSubject(), "").isEmpty()) {
            throw refusal("subject missing");
        }
        if (!issuer.equals(token.issuer())) {
            throw refusal("issuer does not match: Expected: " + token.issuer() + ", got: " + issuer);
        }
        if (!claims.getAudience().contains(audience)) {
            throw refusal("audience is not valid: Audience must contain client_id \"" + audience + "\"");
        }
        Object party = Objects.requireNonNullElse(claims.getClaim("azp"), "");
        if (token.method() == JoinMethod.ENV0) {
            return; // whose party is a random one
        }
        if (party.equals("") && claims.getAudience().size() > 1) {
            throw refusal(
                    "authorized party is not set. If Token is valid for multiple audiences, azp must not be empty");
        }
        if (!party.equals("") && !party.equals(audience)) {
            throw refusal("authorized party is not valid: azp \"" + party + "\" must be equal to client_id \""
                    + audience + "\"");
        }
    }

    private void signature(CompactJwt jwt) {
        boolean known = keys.getKeys().stream()
                .map(key -> key instanceof ECKey ? "ES256" : "RS256")
                .anyMatch(jwt.algorithm()::equals);
        if (!known) {
            throw refusal("signature algorithm not supported: id token signed with unsupported algorithm, got \""
                    + jwt.algorithm() + "\"");
        }
        if (!jwt.signedBy(keys)) {
            throw refusal("invalid signature");
        }
    }

    private void times(JWTClaimsSet claims, Instant now) {
        Date expiry = claims.getExpirationTime();
        if (expiry == null || !now.isBefore(expiry.toInstant())) {
            throw refusal("token has expired");
        }
        Date issued = claims.getIssueTime();
        if (issued == null) {
            throw refusal("issuedAt of token is missing");
        }
        if (issued.toInstant().isAfter(now.plus(LEEWAY))) {
            throw refusal("issuedAt of token is in the future: (iat: " + issued.toInstant() + ", now with offset: "
                    + now.plus(LEEWAY) + ")");
        }
    }

    private Map<String, Object> pipeline(JWTClaimsSet claims) {
        String subject = claims.getSubject();
        String[] parts = subject.split("[?#]", 2)[0].split("/", -1);
        if (!parts[0].equals("p:")) {
            throw Refusal.badParameter(
                    "parsing sub claim\n\tid token is not of pipeline kind (sub: \"" + subject + "\")");
        }
        if (parts.length != 5) {
            throw Refusal.badParameter(
                    "parsing sub claim\n\tsubject malformed, expected 2 path elements (sub: \"" + subject + "\")");
        }
        Object organization = claims.getClaim("org_id");
        String wanted = token.issuer().substring(token.issuer().lastIndexOf('/') + 1);
        if (!wanted.equals(organization)) {
            throw Refusal.badParameter(
                    "organization ID in token (" + organization + ") does not match configured (" + wanted + ")");
        }
        Map<String, Object> more = new HashMap<>(claims.getClaims());
        more.put("project_name", decoded(parts[3]));
        more.put("pipeline_name", decoded(parts[4]));
        return more;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
