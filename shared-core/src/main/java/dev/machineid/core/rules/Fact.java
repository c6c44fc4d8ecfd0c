package dev.machineid.core.rules;

import static dev.machineid.core.rules.RulePlatform.AZURE;
import static dev.machineid.core.rules.RulePlatform.AZURE_DEVOPS;
import static dev.machineid.core.rules.RulePlatform.BITBUCKET;
import static dev.machineid.core.rules.RulePlatform.BOUND_KEYPAIR;
import static dev.machineid.core.rules.RulePlatform.CIRCLECI;
import static dev.machineid.core.rules.RulePlatform.ENV0;
import static dev.machineid.core.rules.RulePlatform.GCP;
import static dev.machineid.core.rules.RulePlatform.GENERIC_OIDC;
import static dev.machineid.core.rules.RulePlatform.GITHUB;
import static dev.machineid.core.rules.RulePlatform.GITLAB;
import static dev.machineid.core.rules.RulePlatform.IAM;
import static dev.machineid.core.rules.RulePlatform.JENKINS;
import static dev.machineid.core.rules.RulePlatform.KUBERNETES;
import static dev.machineid.core.rules.RulePlatform.SPACELIFT;
import static dev.machineid.core.rules.RulePlatform.TERRAFORM_CLOUD;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One thing that tells a job from others; its word is also the option that says it. */
@SuppressWarnings("ImmutableEnumChecker") // the set is unmodifiable
public enum Fact {
    REPOSITORY("OWNER/NAME", "github: the repository", GITHUB),
    REF(
            "REF",
            "github, azure_devops: refs/heads/main; gitlab, bitbucket: main",
            GITHUB,
            GITLAB,
            AZURE_DEVOPS,
            BITBUCKET),
    REF_TYPE("TYPE", "branch or tag", GITHUB, GITLAB),
    ENVIRONMENT("NAME", "the deployment environment of the job", GITHUB, GITLAB),
    OWNER_ID("NUMBER", "github: the owner's id, which no later owner of the name gets", GITHUB),
    REPOSITORY_ID(
            "ID",
            "github: the repository's number, makes the rule's sub with --owner-id; bitbucket: its UUID",
            GITHUB,
            BITBUCKET),
    ENTERPRISE_SLUG("NAME", "github: the enterprise, where it has an issuer of its own", GITHUB),
    PROJECT("PATH", "gitlab: the project's path, such as acme/app", GITLAB),
    REF_PROTECTED("BOOL", "gitlab: only protected branches and tags, or only others", GITLAB),
    HOSTNAME(
            "HOST",
            "host of a GitHub Enterprise Server, of GitLab, of Spacelift or of a Terraform Enterprise",
            GITHUB,
            GITLAB,
            SPACELIFT,
            TERRAFORM_CLOUD),
    ORGANIZATION_ID(
            "ID",
            "circleci, azure_devops, terraform_cloud, env0: the organization",
            CIRCLECI,
            AZURE_DEVOPS,
            TERRAFORM_CLOUD,
            ENV0),
    PROJECT_ID(
            "ID",
            "circleci, azure_devops, terraform_cloud, env0: the project",
            CIRCLECI,
            AZURE_DEVOPS,
            TERRAFORM_CLOUD,
            ENV0),
    DEFINITION_ID("NUMBER", "azure_devops: the pipeline's definition", AZURE_DEVOPS),
    WORKSPACE_ID("ID", "bitbucket, terraform_cloud: the workspace", BITBUCKET, TERRAFORM_CLOUD),
    ENVIRONMENT_ID("UUID", "bitbucket: the deployment environment; env0: the environment", BITBUCKET, ENV0),
    RUN_PHASE("PHASE", "terraform_cloud: plan or apply", TERRAFORM_CLOUD),
    DEPLOYMENT_TYPE("TYPE", "env0: deploy, destroy, prPlan or task", ENV0),
    CONTEXT_ID("UUID", "circleci: the context that the job must use", CIRCLECI),
    SPACE_ID("ID", "spacelift: the space", SPACELIFT),
    CALLER_ID("ID", "spacelift: the stack or module", SPACELIFT),
    CALLER_TYPE("TYPE", "spacelift: stack or module", SPACELIFT),
    SCOPE("SCOPE", "spacelift: read or write", SPACELIFT),
    SERVICE_ACCOUNT("NAMESPACE:NAME", "kubernetes: the pod's service account", KUBERNETES),
    ISSUER("URL", "generic_oidc, jenkins, bitbucket: the id token's issuer", GENERIC_OIDC, JENKINS, BITBUCKET),
    AWS_ACCOUNT("NUMBER", "iam: the account", IAM),
    AWS_ARN("ARN", "iam: the arn of the role's sessions or of the user; * and ? are patterns", IAM),
    GCP_PROJECT("ID", "gcp: the project's id", GCP),
    GCP_ACCOUNT("EMAIL", "gcp: the service account", GCP),
    GCP_LOCATION("PLACE", "gcp: a region or zone", GCP),
    SUBSCRIPTION("UUID", "azure: the subscription", AZURE),
    RESOURCE_GROUP("NAME", "azure: the machine's resource group", AZURE),
    SUBJECT("TEXT", "generic_oidc: the id token's sub; jenkins: the job's URL", GENERIC_OIDC, JENKINS, GITHUB),
    PUBLIC_KEY("LINE", "bound_keypair: what machine-id keypair create printed", BOUND_KEYPAIR);

    private final String value;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // a set of Set.of never changes
    private final Set<RulePlatform> platforms;

    Fact(String value, String help, RulePlatform... platforms) {
        this.value = value;
        this.help = help;
        this.platforms = Set.of(platforms);
    }

    /** {@code repository-id}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How help names the value. */
    public String value() {
        return value;
    }

    /** A few words for help. */
    public String help() {
        return help;
    }

    boolean isFor(RulePlatform platform) {
        return platforms.contains(platform);
    }

    /** The fact of that word. */
    public static Optional<Fact> find(String word) {
        return Arrays.stream(values()).filter(fact -> fact.word().equals(word)).findFirst();
    }

    static List<String> words(RulePlatform platform) {
        return Arrays.stream(values())
                .filter(fact -> fact.isFor(platform))
                .map(fact -> "--" + fact.word())
                .toList();
    }
}
