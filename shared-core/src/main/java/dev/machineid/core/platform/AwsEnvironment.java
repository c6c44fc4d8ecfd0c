package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import java.util.Optional;

/** Credentials in the job's own variables. */
final class AwsEnvironment implements AwsSource {
    private static final String ID = "AWS_ACCESS_KEY_ID";
    private static final String KEY = "AWS_SECRET_ACCESS_KEY";

    @Override
    public String looksFor() {
        return "variables " + ID + " and " + KEY;
    }

    @Override
    public boolean applies(JobVariables variables) {
        return variables.has(ID) && variables.has(KEY);
    }

    @Override
    public Optional<AwsCredentials> find(ProofContext context) {
        Optional<String> id = context.variables().get(ID);
        Optional<String> key = context.variables().get(KEY);
        if (id.isPresent() != key.isPresent()) {
            throw new ProofException(
                    ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                    "of the variables " + ID + " and " + KEY + " only one is set",
                    "set " + (id.isPresent() ? KEY : ID) + " too, or unset both");
        }
        return id.map(text -> AwsCredentials.of(
                text,
                key.orElseThrow(),
                context.variables().get("AWS_SESSION_TOKEN"),
                Optional.empty(),
                "the environment"));
    }
}
