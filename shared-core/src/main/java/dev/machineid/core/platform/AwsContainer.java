package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The role of an ECS task, of a CodeBuild job or of an EKS pod identity, from the endpoint its agent serves. */
final class AwsContainer implements AwsSource {
    private static final String RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private static final String FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private static final String TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    private static final String TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    @Override
    public String looksFor() {
        return "variable " + RELATIVE + " or " + FULL;
    }

    @Override
    public boolean applies(JobVariables variables) {
        return variables.has(RELATIVE) || variables.has(FULL);
    }

    @Override
    public Optional<AwsCredentials> find(ProofContext context) {
        JobVariables variables = context.variables();
        if (!applies(variables)) {
            return Optional.empty();
        }
        URI uri = variables
                .get(RELATIVE)
                .map(path -> CloudAddress.parse("http://169.254.170.2" + path.strip(), RELATIVE))
                .orElseGet(() -> CloudAddress.of(variables, FULL).orElseThrow());
        if (variables.has(RELATIVE) && !"169.254.170.2".equals(uri.getHost())) {
            throw unusable(RELATIVE, "is no path");
        }
        Map<String, Secret> headers = new HashMap<>();
        authorization(variables).ifPresent(token -> headers.put("Authorization", token));
        IdTokenHttp.Reply reply = context.cloud().send(CloudHttp.Call.local("GET", uri, headers));
        Map<String, String> fields = FlatJson.read(reply.body());
        if (reply.status() != 200 || !fields.containsKey("AccessKeyId")) {
            throw CloudReply.refusal(
                    "the container's credential endpoint " + uri.getHost(),
                    reply,
                    fields.getOrDefault("message", fields.getOrDefault("Message", "")),
                    "check that the task or pod has a role");
        }
        return Optional.of(
                CloudReply.credentials(fields, "", "Token", "the container's credential endpoint " + uri.getHost()));
    }

    private static Optional<Secret> authorization(JobVariables variables) {
        Optional<String> file = variables.get(TOKEN_FILE);
        String text;
        try {
            text = file.isPresent()
                    ? BoundedFile.text(Path.of(file.get().strip()))
                    : variables.get(TOKEN).orElse("");
        } catch (IOException | InvalidPathException unreadable) {
            throw unusable(TOKEN_FILE, "names a file that cannot be read");
        }
        if (text.strip().chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw unusable(file.isPresent() ? TOKEN_FILE : TOKEN, "holds no usable token");
        }
        return text.isBlank() ? Optional.empty() : Optional.of(Secret.of(text.strip()));
    }

    private static ProofException unusable(String variable, String why) {
        return new ProofException(
                ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                "the variable " + variable + " " + why,
                "leave this variable as the platform sets it");
    }
}
