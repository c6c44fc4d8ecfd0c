package dev.machineid.core.platform;

import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The role of an EC2 instance, from its metadata server in version 2; version 1 is never asked. */
final class AwsInstance implements AwsSource {
    static final String ENDPOINT = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

    private static final String DISABLED = "AWS_EC2_METADATA_DISABLED";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    @Override
    public String looksFor() {
        return "metadata server 169.254.169.254 of an EC2 instance (a container needs the hop limit 2)";
    }

    /** Nothing in a job's environment tells that it runs on EC2. */
    @Override
    public boolean applies(JobVariables variables) {
        return variables.has(ENDPOINT) && !variables.isTrue(DISABLED);
    }

    @Override
    public Optional<AwsCredentials> find(ProofContext context) {
        if (context.variables().isTrue(DISABLED)) {
            return Optional.empty();
        }
        URI base = CloudAddress.of(context.variables(), ENDPOINT)
                .orElseGet(() -> URI.create(ipv6(context) ? "http://[fd00:ec2::254]" : "http://169.254.169.254"));
        Secret session;
        try {
            IdTokenHttp.Reply reply = context.cloud()
                    .send(CloudHttp.Call.local(
                            "PUT",
                            CloudAddress.below(base, "/latest/api/token"),
                            Map.of("X-aws-ec2-metadata-token-ttl-seconds", Secret.of("60"))));
            if (reply.status() >= 400 && reply.status() < 500) {
                // Something else answers there, or the instance's metadata is switched off.
                context.warnings().accept("the metadata server " + base.getAuthority() + " answered " + reply.status());
                return Optional.empty();
            }
            require(reply, "the EC2 metadata server", "check that the instance's metadata options are on");
            session = Secret.of(reply.body().reveal().strip());
        } catch (FaultException unreachable) {
            if (unreachable.getCause() == null) {
                throw unreachable;
            }
            return Optional.empty(); // not on EC2
        }
        return Optional.of(ofRole(context, base, Map.of("X-aws-ec2-metadata-token", session)));
    }

    private static AwsCredentials ofRole(ProofContext context, URI base, Map<String, Secret> headers) {
        String noRole = "attach an IAM role to the instance (an instance profile)";
        IdTokenHttp.Reply names = get(context, base, ROLES, headers);
        require(names, "the EC2 metadata server, asked for the instance's role,", noRole);
        String role = names.body().reveal().strip().lines().findFirst().orElse("");
        IdTokenHttp.Reply reply = get(context, base, ROLES + URLEncoder.encode(role, StandardCharsets.UTF_8), headers);
        Map<String, String> fields = FlatJson.read(reply.body());
        if (reply.status() != 200 || !fields.containsKey("AccessKeyId")) {
            throw CloudReply.refusal(
                    "the EC2 metadata server, asked for the role " + SafeText.quote(role) + ",",
                    reply,
                    SafeText.line(fields.getOrDefault("Message", fields.getOrDefault("Code", "")), 300),
                    noRole);
        }
        IdTokenHttp.Reply region = get(context, base, "/latest/meta-data/placement/region", headers);
        return CloudReply.credentials(fields, "", "Token", "the role " + SafeText.quote(role) + " of this EC2 instance")
                .in(Optional.of(region)
                        .filter(answer -> answer.status() == 200)
                        .map(answer -> answer.body().reveal().strip()));
    }

    private static IdTokenHttp.Reply get(ProofContext context, URI base, String path, Map<String, Secret> headers) {
        return context.cloud().send(CloudHttp.Call.local("GET", CloudAddress.below(base, path), headers));
    }

    private static void require(IdTokenHttp.Reply reply, String who, String advice) {
        if (reply.status() != 200 || reply.body().reveal().isBlank()) {
            throw CloudReply.refusal(who, reply, advice);
        }
    }

    private static boolean ipv6(ProofContext context) {
        return context.variables()
                .get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
                .filter(mode -> mode.strip().equalsIgnoreCase("ipv6"))
                .isPresent();
    }
}
