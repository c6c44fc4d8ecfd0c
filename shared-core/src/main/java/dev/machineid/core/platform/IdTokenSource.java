package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;

/** Another way to a platform's id token than a request of our own: the platform's own toolkit. */
@FunctionalInterface
public interface IdTokenSource {
    /**
     * A new token for the audience.
     *
     * @throws dev.machineid.core.report.FaultException if asking again may help
     * @throws dev.machineid.core.report.ProofException if the platform refuses
     */
    Secret idToken(String audience);
}
