package dev.machineid.core.request;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the job said about how it proves who it is.
 *
 * @param azureClientId which of a machine's identities, where it has several
 * @param state the directory where a bot keeps its identity between two runs, for the methods that have one
 */
public record ProofOptions(
        JoinMethod method,
        Optional<String> audience,
        Optional<OidcSource> oidc,
        Optional<SecretSource> secret,
        Optional<String> azureClientId,
        Optional<Path> state) {
    /** Nothing said: the cluster or the surroundings decide. */
    public static final ProofOptions AUTO =
            new ProofOptions(JoinMethod.AUTO, Optional.empty(), Optional.empty(), Optional.empty());

    /** For a job that keeps nothing, without what only one cloud's jobs say. */
    public ProofOptions(
            JoinMethod method, Optional<String> audience, Optional<OidcSource> oidc, Optional<SecretSource> secret) {
        this(method, audience, oidc, secret, Optional.empty(), Optional.empty());
    }

    /** The same by another method. */
    ProofOptions by(JoinMethod other) {
        return new ProofOptions(other, audience, oidc, secret, azureClientId, state);
    }
}
