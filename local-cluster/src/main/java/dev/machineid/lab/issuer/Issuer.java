package dev.machineid.lab.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.machineid.core.secret.Secret;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/** Signs id tokens with one P-256 key, for every platform alike; the cluster trusts the key as if it had found it at the platform's own issuer. */
public final class Issuer {
    private final ECKey key;
    private final Clock clock;

    private Issuer(ECKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** An issuer with a new key. */
    public static Issuer create(Clock clock) {
        try {
            return new Issuer(
                    new ECKeyGenerator(Curve.P_256)
                            .keyID(UUID.randomUUID().toString())
                            .generate(),
                    clock);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The issuer whose private key was written by {@link #privateJwk()}. */
    public static Issuer fromPrivateJwk(Secret jwk, Clock clock) {
        try {
            return new Issuer(ECKey.parse(jwk.reveal()), clock);
        } catch (ParseException broken) {
            throw new IllegalArgumentException("not the private key of an issuer", broken);
        }
    }

    /** The private key as JSON, for another process of the same lab. */
    public Secret privateJwk() {
        return Secret.of(key.toJSONString());
    }

    /** The public keys, as a platform would publish them. */
    public JWKSet publicKeys() {
        return new JWKSet(key).toPublicJWKSet();
    }

    /** True for a token of this issuer's key, for this audience, that is not over. */
    public boolean signed(String token, String audience) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return jwt.verify(new ECDSAVerifier(key))
                    && claims.getAudience().contains(audience)
                    && claims.getExpirationTime().toInstant().isAfter(clock.instant());
        } catch (ParseException | JOSEException strange) {
            return false;
        }
    }

    /** Signs the shape as it stands; its times count from the clock's now. */
    public Secret mint(TokenShape shape) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(shape.issuer())
                .audience(shape.audience())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plus(shape.life())));
        if (shape.notBefore() != null) {
            claims.notBeforeTime(Date.from(clock.instant().plus(shape.notBefore())));
        }
        for (Map.Entry<String, Object> claim : shape.claims().entrySet()) {
            claims.claim(claim.getKey(), claim.getValue());
        }
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims.build());
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Secret.of(jwt.serialize());
    }
}
