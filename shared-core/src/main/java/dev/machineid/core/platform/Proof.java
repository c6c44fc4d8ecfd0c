package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.util.Optional;

/** What the job shows to the cluster. */
public sealed interface Proof {
    /** The join method this is a proof for. */
    JoinMethod method();

    /** An id token, for every method that takes one. */
    record IdTokenProof(JoinMethod method, IdToken token) implements Proof {
        public IdTokenProof {
            if (!method.usesIdToken()) {
                throw new IllegalArgumentException("join method " + method + " takes no id token");
            }
        }
    }

    /**
     * Join method {@code bound_keypair}: the key pair itself lies in the state directory and answers a challenge.
     *
     * @param registration the registration secret, for the first join of a key pair the cluster does not know yet
     */
    record BoundKeypairProof(Optional<Secret> registration) implements Proof {
        @Override
        public JoinMethod method() {
            return JoinMethod.BOUND_KEYPAIR;
        }
    }

    /** The secret of join method {@code token}. */
    record SecretProof(Secret secret) implements Proof {
        @Override
        public JoinMethod method() {
            return JoinMethod.TOKEN;
        }
    }
}
