package dev.machineid.lab.cloud;

import dev.machineid.core.secret.Secret;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Somebody in AWS: credentials and the ARN they stand for; without a session token they are a user's own. */
public record AwsIdentity(
        String accessKeyId, Secret secretKey, @Nullable Secret sessionToken, String arn) {
    /** The number of the account, the fifth part of the ARN. */
    public String account() {
        return arn.split(":", -1)[4];
    }

    /** The variables that give a job these credentials. */
    public Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("AWS_ACCESS_KEY_ID", accessKeyId);
        variables.put("AWS_SECRET_ACCESS_KEY", secretKey.reveal());
        if (sessionToken != null) {
            variables.put("AWS_SESSION_TOKEN", sessionToken.reveal());
        }
        return variables;
    }

    /** Only the ARN. */
    @Override
    public String toString() {
        return arn;
    }
}
