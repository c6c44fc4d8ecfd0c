package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;

/** A platform's id token and what it says; its signature is the cluster's to check. */
public record IdToken(Secret jwt, Claims claims) {
    /**
     * Reads the claims of a token.
     *
     * @throws dev.machineid.core.report.ProofException PLATFORM_TOKEN_MALFORMED if it is not a JSON Web Token
     */
    public static IdToken parse(Secret jwt) {
        return new IdToken(jwt, Claims.parse(jwt));
    }
}
