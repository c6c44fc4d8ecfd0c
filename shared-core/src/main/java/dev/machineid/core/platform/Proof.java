package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.time.Instant;

/** What the job shows to the cluster. */
public sealed interface Proof {
    /** The join method this is a proof for. */
    JoinMethod method();

    /** Whether it is worth nothing any more at that moment, as far as it says itself. */
    default boolean isOverBy(Instant moment) {
        return false;
    }

    /** An id token, for every method that takes one. */
    record IdTokenProof(JoinMethod method, IdToken token) implements Proof {
        public IdTokenProof {
            if (!method.usesIdToken()) {
                throw new IllegalArgumentException("join method " + method + " takes no id token");
            }
        }

        @Override
        public boolean isOverBy(Instant moment) {
            return token.claims()
                    .expiresAt()
                    .filter(end -> !end.isAfter(moment))
                    .isPresent();
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
