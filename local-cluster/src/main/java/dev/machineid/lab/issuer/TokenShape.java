package dev.machineid.lab.issuer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an id token of a platform looks like: issuer, audience, life, further claims. A change gives a new value.
 * {@code life} may be negative, which makes an expired token; {@code notBefore} is relative to now, null for no such claim.
 */
public record TokenShape(
        String issuer,
        List<String> audience,
        Duration life,
        @Nullable Duration notBefore,
        Map<String, Object> claims) {
    public TokenShape {
        audience = List.copyOf(audience);
        claims = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    public TokenShape withIssuer(String other) {
        return new TokenShape(other, audience, life, notBefore, claims);
    }

    public TokenShape withAudience(String... other) {
        return new TokenShape(issuer, List.of(other), life, notBefore, claims);
    }

    public TokenShape withLife(Duration other) {
        return new TokenShape(issuer, audience, other, notBefore, claims);
    }

    public TokenShape withNotBefore(Duration fromNow) {
        return new TokenShape(issuer, audience, life, fromNow, claims);
    }

    /** Adds or replaces one claim. */
    public TokenShape with(String claim, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(claims);
        more.put(claim, value);
        return new TokenShape(issuer, audience, life, notBefore, more);
    }

    public TokenShape without(String claim) {
        Map<String, Object> fewer = new LinkedHashMap<>(claims);
        fewer.remove(claim);
        return new TokenShape(issuer, audience, life, notBefore, fewer);
    }
}
