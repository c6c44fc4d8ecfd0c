package dev.machineid.core.request;

import java.util.Optional;

/** What the job said about how it proves who it is. */
public record ProofOptions(
        JoinMethod method, Optional<String> audience, Optional<OidcSource> oidc, Optional<SecretSource> secret) {
    /** Nothing said: the cluster or the surroundings decide. */
    public static final ProofOptions AUTO =
            new ProofOptions(JoinMethod.AUTO, Optional.empty(), Optional.empty(), Optional.empty());

    /** The same by another method. */
    ProofOptions by(JoinMethod other) {
        return new ProofOptions(other, audience, oidc, secret);
    }
}
