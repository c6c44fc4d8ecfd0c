package dev.machineid.core.request;

import java.util.Optional;

/** What the job said about how it proves who it is. */
public record ProofOptions(
        JoinMethod method,
        Optional<String> audience,
        Optional<OidcSource> oidc,
        Optional<SecretSource> secret,
        Optional<String> azureClientId) {
    /** Nothing said: the cluster or the surroundings decide. */
    public static final ProofOptions AUTO =
            new ProofOptions(JoinMethod.AUTO, Optional.empty(), Optional.empty(), Optional.empty());

    /** Without what only one cloud's jobs say. */
    public ProofOptions(
            JoinMethod method, Optional<String> audience, Optional<OidcSource> oidc, Optional<SecretSource> secret) {
        this(method, audience, oidc, secret, Optional.empty());
    }

    /** The same by another method. */
    ProofOptions by(JoinMethod other) {
        return new ProofOptions(other, audience, oidc, secret, azureClientId);
    }
}
