package io.jenkins.plugins.machineid;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.SafeText;
import hudson.model.Run;
import io.jenkins.plugins.machineid.session.ProofSource;
import io.jenkins.plugins.machineid.session.SessionFailure;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Proofs from Jenkins' credentials, with the rights of the build, and noted there as used.
 *
 * <p>An id token is minted anew each time it is asked for, so renewal asks again.
 */
final class CredentialProofs implements ProofSource {
    private final Run<?, ?> run;

    CredentialProofs(Run<?, ?> run) {
        this.run = run;
    }

    @Override
    public Optional<Presented> obtain(String credentialsId) throws SessionFailure {
        if (credentialsId.isEmpty()) {
            return Optional.empty();
        }
        StringCredentials credentials =
                CredentialsProvider.findCredentialById(credentialsId, StringCredentials.class, run);
        if (credentials == null) {
            throw SessionFailure.of(
                    ErrorCode.JENKINS_CREDENTIAL_MISSING,
                    "this build may use no credential " + SafeText.quote(credentialsId) + " that holds a text",
                    "check the name in credentialsId, that the credential is in this folder or above, and that it is"
                            + " of the kind secret text or OpenID Connect id token");
        }
        CredentialsProvider.track(run, credentials);
        String text = credentials.getSecret().getPlainText();
        if (text.isBlank()) {
            throw SessionFailure.of(
                    ErrorCode.JENKINS_CREDENTIAL_MISSING,
                    "the credential " + SafeText.quote(credentialsId) + " is empty",
                    "put the join secret into it, or look at the log of the plugin that mints its token");
        }
        return Optional.of(Presented.of(text));
    }
}
