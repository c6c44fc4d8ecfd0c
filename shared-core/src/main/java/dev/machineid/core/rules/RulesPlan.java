package dev.machineid.core.rules;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything an administrator creates for one job, and what the job then has to say.
 *
 * @param name of bot and role
 * @param tokenName the join token's name
 * @param cluster the root cluster's name, as far as it is known
 * @param proxy {@code host:port} as the job will give it
 * @param jwks the Kubernetes cluster's public keys as JSON; empty for none
 */
public record RulesPlan(
        JobFacts job,
        Grants grants,
        String name,
        String tokenName,
        Optional<String> cluster,
        Optional<String> proxy,
        String jwks) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int LONGEST = 40;

    /** Stands where only the reader knows the cluster's name. */
    static final String SOME_CLUSTER = "CLUSTER-NAME";

    /** @throws InvalidRequestException for a name that is none */
    public RulesPlan {
        requireName("--name", name);
        requireName("--token", tokenName);
    }

    /**
     * A name made of what tells the job from others: {@code acme-app}.
     *
     * @throws InvalidRequestException if nothing does
     */
    public static String defaultName(JobFacts job) {
        Optional<String> source = switch (job.platform()) {
            case GITHUB -> Optional.of(job.require(Fact.REPOSITORY));
            case GITLAB -> Optional.of(job.require(Fact.PROJECT));
            case CIRCLECI -> Optional.of(job.require(Fact.PROJECT_ID)).map(id -> "circleci-" + id.split("-", 2)[0]);
            case SPACELIFT -> Optional.of(job.get(Fact.CALLER_ID).orElseGet(() -> job.require(Fact.SPACE_ID)));
            case KUBERNETES -> Optional.of(job.require(Fact.SERVICE_ACCOUNT));
            case AZURE_DEVOPS ->
                Optional.of("azure-devops-" + job.get(Fact.DEFINITION_ID).orElseGet(() -> start(job, Fact.PROJECT_ID)));
            case BITBUCKET -> Optional.of("bitbucket-" + start(job, Fact.REPOSITORY_ID));
            case TERRAFORM_CLOUD ->
                Optional.of(job.get(Fact.WORKSPACE_ID).orElseGet(() -> job.require(Fact.PROJECT_ID)));
            case ENV0 -> Optional.of("env0-" + start(job, Fact.PROJECT_ID));
            case IAM ->
                Optional.of(job.get(Fact.AWS_ARN)
                        .map(arn -> arn.replaceFirst("^[^/]*/([^/]*).*$", "$1"))
                        .orElseGet(() -> "aws-" + job.require(Fact.AWS_ACCOUNT)));
            case GCP ->
                Optional.of(job.get(Fact.GCP_ACCOUNT)
                        .map(email -> email.split("@", 2)[0])
                        .orElseGet(() -> job.require(Fact.GCP_PROJECT)));
            case AZURE ->
                Optional.of(job.get(Fact.RESOURCE_GROUP)
                        .orElseGet(
                                () -> "azure-" + job.require(Fact.SUBSCRIPTION).split("-", 2)[0]));
            case GENERIC_OIDC, JENKINS ->
                Optional.of(job.require(Fact.SUBJECT))
                        .map(text -> text.replaceFirst("^https?://[^/]*", "").replace("/job/", "/"));
            case TOKEN, BOUND_KEYPAIR -> Optional.empty();
        };
        String name = source.orElse("")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        if (name.isEmpty()) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION, "nothing here makes a name for the bot", "add --name NAME");
        }
        return name.length() > LONGEST ? name.substring(0, LONGEST).replaceAll("-+$", "") : name;
    }

    /** The first part of an id tells enough in a name. */
    private static String start(JobFacts job, Fact id) {
        return job.require(id).split("-", 2)[0];
    }

    /** The resources as YAML documents for {@code tctl create -f}, with what to do next as comments. */
    public String yaml() {
        return YamlRules.write(this);
    }

    /** The same as resources of Teleport's Terraform provider. */
    public String terraform() {
        return TerraformRules.write(this);
    }

    /** Whether the cluster's name is a guess that the reader must check. */
    public boolean clusterUnknown() {
        return cluster.isEmpty();
    }

    String clusterName() {
        return cluster.orElse(SOME_CLUSTER);
    }

    AllowRule rule() {
        return AllowRule.of(job, tokenName, clusterName(), jwks);
    }

    /** The bot's roles: its own, where there is one, and those that were there. */
    List<String> roles() {
        List<String> roles = new ArrayList<>();
        grants.role().ifPresent(role -> roles.add(name));
        roles.addAll(grants.roles());
        return roles.stream().distinct().toList();
    }

    boolean secret() {
        return job.platform() == RulePlatform.TOKEN;
    }

    private static void requireName(String option, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    option + " " + SafeText.quote(value) + " is not a name",
                    "write letters, digits, '.', '_' and '-', at most 63");
        }
    }
}
