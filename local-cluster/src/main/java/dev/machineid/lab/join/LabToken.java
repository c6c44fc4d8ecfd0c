package dev.machineid.lab.join;

import dev.machineid.core.secret.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A join token: its name, method, bot, allow rules, and where its proofs come from. A change gives a new value.
 *
 * <p>{@code issuer} and {@code audience} are empty where the method fixes them; {@code secret} is only for the method
 * {@code token}; without it the name is the secret, as on the real server.
 */
public record LabToken(
        String name,
        JoinMethod method,
        String bot,
        List<Map<String, String>> allow,
        Map<String, String> mustMatch,
        String issuer,
        String audience,
        @Nullable Secret secret,
        Instant expires) {
    /** The CircleCI organization of the default token and of the issuer's CircleCI-shaped tokens. */
    public static final String CIRCLECI_ORGANIZATION = "0c1d2e3f-0000-4000-8000-00000000ac3e";

    /** The Spacelift tenant of the default token and of the issuer's Spacelift-shaped tokens. */
    public static final String SPACELIFT_HOST = "acme.app.spacelift.io";

    /** The Azure tenant of the default token and of the issuer's Azure-shaped tokens. */
    public static final String AZURE_TENANT = "88888888-0000-4000-8000-000000000008";

    private static final String CLUSTER_CONSTANT = "teleport.cluster.local";

    public LabToken {
        allow = allow.stream().map(Map::copyOf).toList();
        mustMatch = Map.copyOf(mustMatch);
        for (Map<String, String> rule : allow) {
            RuleForm.check(method, rule);
            for (String field : rule.keySet()) {
                if (method.claim(field).isEmpty()) {
                    throw new IllegalArgumentException(method.word() + " rules have no field " + field);
                }
            }
        }
    }

    private static LabToken of(String name, JoinMethod method, String issuer, String audience) {
        return new LabToken(name, method, "ci", List.of(), Map.of(), issuer, audience, null, Instant.MAX);
    }

    /** A single-use secret: the token is deleted by the first join, and the certificates are renewable. */
    public static LabToken secret(String name) {
        return of(name, JoinMethod.TOKEN, "", "");
    }

    public static LabToken github(String name) {
        return of(name, JoinMethod.GITHUB, "https://token.actions.githubusercontent.com", CLUSTER_CONSTANT);
    }

    public static LabToken gitlab(String name) {
        return of(name, JoinMethod.GITLAB, "https://gitlab.com", "");
    }

    public static LabToken circleci(String name) {
        return of(
                name,
                JoinMethod.CIRCLECI,
                "https://oidc.circleci.com/org/" + CIRCLECI_ORGANIZATION,
                CIRCLECI_ORGANIZATION);
    }

    public static LabToken spacelift(String name) {
        return of(name, JoinMethod.SPACELIFT, "https://" + SPACELIFT_HOST, SPACELIFT_HOST);
    }

    /** Kubernetes service accounts, type {@code static_jwks}: the issuer's name is not checked. */
    public static LabToken kubernetes(String name) {
        return of(name, JoinMethod.KUBERNETES, "", "");
    }

    /** Google Cloud; each field of a rule holds one value here: more values are more rules. */
    public static LabToken gcp(String name) {
        return of(name, JoinMethod.GCP, "https://accounts.google.com", CLUSTER_CONSTANT);
    }

    /** Azure machines; the tenant is the one of the issuer's Azure-shaped tokens. */
    public static LabToken azure(String name) {
        return of(
                name,
                JoinMethod.AZURE,
                "https://sts.windows.net/" + AZURE_TENANT + "/",
                "https://management.azure.com/");
    }

    /** AWS: whoever the cluster's {@link dev.machineid.lab.cloud.AwsAccounts} say signed the challenge. */
    public static LabToken iam(String name) {
        return of(name, JoinMethod.IAM, "", "");
    }

    /** A key pair of the bot's own, for the new join service only; its rules are a {@link BoundKeypairToken}. */
    static LabToken boundKeypair(String name) {
        return of(name, JoinMethod.BOUND_KEYPAIR, "", "");
    }

    /** Any OIDC issuer, for the new join service only. */
    public static LabToken genericOidc(String name, String issuer, String audience) {
        return of(name, JoinMethod.GENERIC_OIDC, issuer, audience);
    }

    /** The same under another name. */
    public LabToken named(String other) {
        return new LabToken(other, method, bot, allow, mustMatch, issuer, audience, secret, expires);
    }

    public LabToken bot(String botName) {
        return new LabToken(name, method, botName, allow, mustMatch, issuer, audience, secret, expires);
    }

    /** Adds an allow rule: every field must match. One matching rule is enough; no rule matches nobody. */
    public LabToken allow(Map<String, String> rule) {
        List<Map<String, String>> more = new ArrayList<>(allow);
        more.add(rule);
        return new LabToken(name, method, bot, more, mustMatch, issuer, audience, secret, expires);
    }

    /** Generic OIDC: claims that must match in addition to one allow rule. */
    public LabToken mustMatch(Map<String, String> claims) {
        return new LabToken(name, method, bot, allow, claims, issuer, audience, secret, expires);
    }

    /** A GitHub Enterprise Server host instead of github.com. */
    public LabToken enterpriseServer(String host) {
        return issuer("https://" + host + "/_services/token");
    }

    /** A GitHub enterprise's own issuer path. */
    public LabToken enterpriseSlug(String slug) {
        return issuer(issuer + "/" + slug);
    }

    /** Another issuer, such as a self-managed GitLab. */
    public LabToken issuer(String other) {
        return new LabToken(name, method, bot, allow, mustMatch, other, audience, secret, expires);
    }

    /** Another audience than the cluster's name, where the join token may name one. */
    public LabToken audience(String other) {
        return new LabToken(name, method, bot, allow, mustMatch, issuer, other, secret, expires);
    }

    /** Method {@code token}: a secret apart from the name. */
    public LabToken secretValue(Secret value) {
        return new LabToken(name, method, bot, allow, mustMatch, issuer, audience, value, expires);
    }

    public LabToken expires(Instant when) {
        return new LabToken(name, method, bot, allow, mustMatch, issuer, audience, secret, when);
    }

    /** The audience a proof must carry: the method's fixed one, else the cluster's name. */
    String audienceIn(String cluster) {
        return audience.isEmpty() ? cluster : audience;
    }

    /** True if the presented secret opens this token. */
    boolean opensWith(Secret presented) {
        return Optional.ofNullable(secret).orElseGet(() -> Secret.of(name)).equals(presented);
    }
}
