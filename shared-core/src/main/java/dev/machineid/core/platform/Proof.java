package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.time.Instant;
import java.util.Optional;

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

    /** Answers a cluster's challenge; may ask the network. */
    @FunctionalInterface
    interface Answer<T> {
        /**
         * The answer.
         *
         * @throws dev.machineid.core.report.MachineIdException if there is none
         */
        T to(String challenge);
    }

    /**
     * AWS credentials of the job.
     *
     * @param from where they come from, fit to be shown
     * @param stsHost the service that the cluster will ask about them
     * @param request the signed request for that service, as an HTTP/1.1 message
     */
    record IamProof(String from, String stsHost, Answer<Secret> request) implements Proof {
        @Override
        public JoinMethod method() {
            return JoinMethod.IAM;
        }
    }

    /**
     * A machine of Azure.
     *
     * @param token the managed identity's token for Azure's management
     * @param document the document that answers a challenge
     */
    record AzureProof(IdToken token, Answer<Attestation> document) implements Proof {
        @Override
        public JoinMethod method() {
            return JoinMethod.AZURE;
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
