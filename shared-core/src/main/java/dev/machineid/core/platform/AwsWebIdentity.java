package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A role got for an id token in a file, as service accounts of EKS have it: {@code sts:AssumeRoleWithWebIdentity}. */
final class AwsWebIdentity implements AwsSource {
    private static final String FILE = "AWS_WEB_IDENTITY_TOKEN_FILE";
    private static final String ROLE = "AWS_ROLE_ARN";
    private static final String RESULT =
            "AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult.Credentials.";

    @Override
    public String looksFor() {
        return "variables " + FILE + " and " + ROLE;
    }

    @Override
    public boolean applies(JobVariables variables) {
        return variables.has(FILE) && variables.has(ROLE);
    }

    @Override
    public Optional<AwsCredentials> find(ProofContext context) {
        JobVariables variables = context.variables();
        if (!variables.has(FILE) && !variables.has(ROLE)) {
            return Optional.empty();
        }
        if (!applies(variables)) {
            throw new ProofException(
                    ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                    "of the variables " + FILE + " and " + ROLE + " only one is set",
                    "set " + (variables.has(FILE) ? ROLE : FILE) + " too, or unset both");
        }
        String role = variables.get(ROLE).orElseThrow().strip();
        String body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&DurationSeconds=900&RoleArn=" + encoded(role)
                + "&RoleSessionName="
                + encoded(variables
                        .get("AWS_ROLE_SESSION_NAME")
                        .orElse("machine-id")
                        .strip())
                + "&WebIdentityToken=" + encoded(token(variables.get(FILE).orElseThrow()));
        IdTokenHttp.Reply reply = context.cloud()
                .send(new CloudHttp.Call(
                        "POST",
                        endpoint(variables),
                        Map.of(
                                "Accept", Secret.of("application/json"),
                                "Content-Type", Secret.of("application/x-www-form-urlencoded; charset=utf-8")),
                        Secret.of(body),
                        CloudAddress.onTheMachine(endpoint(variables))));
        Map<String, String> fields = FlatJson.read(reply.body());
        if (reply.status() != 200 || !fields.containsKey(RESULT + "AccessKeyId")) {
            throw refused(role, reply, fields);
        }
        return Optional.of(
                CloudReply.credentials(fields, RESULT, "SessionToken", "the web identity of " + SafeText.quote(role)));
    }

    private static URI endpoint(JobVariables variables) {
        return CloudAddress.of(variables, "AWS_ENDPOINT_URL_STS")
                .or(() -> CloudAddress.of(variables, "AWS_ENDPOINT_URL"))
                .orElseGet(() -> URI.create(
                        "https://" + AwsRegion.of(variables, Optional.empty()).stsHost() + "/"));
    }

    private static MachineIdException refused(String role, IdTokenHttp.Reply reply, Map<String, String> fields) {
        String words = SafeText.line(
                (fields.getOrDefault("Error.Code", "") + " " + fields.getOrDefault("Error.Message", "")).strip(), 300);
        return CloudReply.refusal(
                "AWS, asked for the role " + SafeText.quote(role) + " by web identity,",
                reply,
                words,
                "check the role's trust policy: the issuer, the subject and the audience of the token in " + FILE);
    }

    private static String token(String file) {
        try {
            String text = BoundedFile.text(Path.of(file.strip())).strip();
            if (!text.isEmpty()) {
                return text;
            }
            throw unreadable(file, "it is empty");
        } catch (IOException failed) {
            throw unreadable(file, BoundedFile.reason(failed));
        } catch (InvalidPathException failed) {
            throw unreadable(file, "it is no path");
        }
    }

    private static ProofException unreadable(String file, String why) {
        return new ProofException(
                ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                "the file " + SafeText.quote(file.strip()) + " of " + FILE + " cannot be used: " + why,
                "check that the pod's service account has the annotation eks.amazonaws.com/role-arn");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
