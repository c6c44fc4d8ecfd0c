package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import java.util.Optional;

/**
 * A profile of the AWS command line, which is not read here: it may lead to other profiles, programs and sign-ons. A job that names one
 * means it, so that going on to the machine's own role would prove somebody else.
 */
final class AwsProfile implements AwsSource {
    @Override
    public String looksFor() {
        return "(profiles of the AWS command line are not read)";
    }

    @Override
    public boolean applies(JobVariables variables) {
        return false;
    }

    @Override
    public Optional<AwsCredentials> find(ProofContext context) {
        context.variables().get("AWS_PROFILE").ifPresent(profile -> {
            throw new ProofException(
                    ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                    "the variable AWS_PROFILE names the profile " + SafeText.quote(profile.strip())
                            + ", and profiles are not read here",
                    "put its credentials into the environment with: eval \"$(aws configure export-credentials --format"
                            + " env)\"; or unset AWS_PROFILE to use the machine's own role");
        });
        return Optional.empty();
    }
}
