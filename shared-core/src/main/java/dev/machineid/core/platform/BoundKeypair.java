package dev.machineid.core.platform;

import dev.machineid.core.platform.Proof.BoundKeypairProof;
import dev.machineid.core.platform.Proof.SecretProof;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.Optional;

/**
 * Join method {@code bound_keypair}: a key pair in the state directory; here only its registration secret is read, which
 * the first join of a key pair needs that the cluster does not know.
 */
final class BoundKeypair implements ProofProvider {
    private final SecretToken secret = new SecretToken();

    @Override
    public JoinMethod method() {
        return JoinMethod.BOUND_KEYPAIR;
    }

    /** Only by name: nothing around a job tells that its key pair is meant for this. */
    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return false;
    }

    @Override
    public String looksFor() {
        return "option join-method bound_keypair with state-directory";
    }

    @Override
    public Proof obtain(ProofContext context) {
        if (context.options().secret().isEmpty()) {
            return new BoundKeypairProof(Optional.empty());
        }
        SecretProof registration = (SecretProof) secret.obtain(context);
        return new BoundKeypairProof(Optional.of(registration.secret()));
    }
}
