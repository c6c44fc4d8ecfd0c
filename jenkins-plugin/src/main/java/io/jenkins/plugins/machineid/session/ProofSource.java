package io.jenkins.plugins.machineid.session;

import dev.machineid.core.platform.IdToken;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.util.Optional;

/** Where the controller finds the proof of who a build is. */
public interface ProofSource {
    /** A fresh proof of that credential; empty where none is named. */
    Optional<Presented> obtain(String credentialsId) throws IOException;

    /**
     * A proof.
     *
     * @param idToken whether it is an id token; else it is the secret of join method {@code token}
     */
    record Presented(String text, boolean idToken) {
        /** Tells the two kinds apart by their shape. */
        public static Presented of(String text) {
            String stripped = text.strip();
            try {
                IdToken.parse(Secret.of(stripped));
                return new Presented(stripped, true);
            } catch (ProofException noToken) {
                return new Presented(stripped, false);
            }
        }

        /** The option that names the variable with it. */
        String option() {
            return idToken ? "oidc-env" : "secret-env";
        }

        @Override
        public String toString() {
            return idToken ? "an id token" : "a secret";
        }
    }
}
