package dev.machineid.lab.join;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;

/** The documents that {@code bound_keypair} clients keep from one join to the next: a signed note of what the cluster counted. */
public final class JoinStates {
    private final String cluster;
    private final Clock clock;
    private final ECKey key;

    JoinStates(String cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        try {
            this.key = new ECKeyGenerator(Curve.P_256).keyID("join-state").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the token's counts are now. */
    public String issue(BoundKeypairToken token) {
        Date now = Date.from(clock.instant());
        SignedJWT document = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(cluster)
                        .audience(cluster)
                        .subject(token.botName())
                        .issueTime(now)
                        .notBeforeTime(Date.from(clock.instant().minusSeconds(10)))
                        .claim("bot_instance_id", token.boundInstance())
                        .claim("recovery_sequence", token.recoveries())
                        .claim("recovery_limit", token.limit())
                        .claim("recovery_mode", token.mode())
                        .build());
        try {
            document.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return document.serialize();
    }

    /** Whether the document is ours and says what the token's counts are now. */
    public boolean verify(BoundKeypairToken token, String document) {
        try {
            SignedJWT parsed = SignedJWT.parse(document);
            JWTClaimsSet claims = parsed.getJWTClaimsSet();
            return parsed.verify(new ECDSAVerifier(key))
                    && cluster.equals(claims.getIssuer())
                    && claims.getAudience().contains(cluster)
                    && token.botName().equals(claims.getSubject())
                    && token.boundInstance().equals(claims.getStringClaim("bot_instance_id"))
                    && Long.valueOf(token.recoveries()).equals(claims.getLongClaim("recovery_sequence"));
        } catch (JOSEException | ParseException notOurs) {
            return false;
        }
    }
}
