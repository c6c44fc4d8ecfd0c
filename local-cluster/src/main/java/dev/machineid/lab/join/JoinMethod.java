package dev.machineid.lab.join;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The join methods this cluster knows, and which claim each rule field of a join token looks at. */
@SuppressWarnings("ImmutableEnumChecker") // the collections are made unmodifiable below
public enum JoinMethod {
    TOKEN("token", Map.of(), Set.of()),
    GITHUB(
            "github",
            same("sub", "repository", "repository_owner", "workflow", "environment", "actor", "ref", "ref_type"),
            Set.of()),
    GITLAB(
            "gitlab",
            same(
                    "sub",
                    "ref",
                    "namespace_path",
                    "project_path",
                    "ref_type",
                    "pipeline_source",
                    "environment",
                    "user_login",
                    "user_id",
                    "user_email",
                    "ci_config_sha",
                    "ci_config_ref_uri",
                    "deployment_tier",
                    "project_visibility",
                    "ref_protected",
                    "environment_protected"),
            Set.of("sub", "ref", "namespace_path", "project_path")),
    CIRCLECI(
            "circleci",
            Map.of(
                    "project_id", "oidc.circleci.com/project-id",
                    "context_id", "oidc.circleci.com/context-ids"),
            Set.of()),
    SPACELIFT(
            "spacelift",
            Map.of("space_id", "spaceId", "caller_id", "callerId", "caller_type", "callerType", "scope", "scope"),
            Set.of()),
    KUBERNETES("kubernetes", Map.of("service_account", "sub"), Set.of()),
    AZURE_DEVOPS(
            "azure_devops",
            Map.of(
                    "sub", "sub",
                    "project_name", "project_name",
                    "pipeline_name", "pipeline_name",
                    "project_id", "prj_id",
                    "definition_id", "def_id",
                    "repository_uri", "rpo_uri",
                    "repository_version", "rpo_ver",
                    "repository_ref", "rpo_ref"),
            Set.of()),
    BITBUCKET(
            "bitbucket",
            Map.of(
                    "workspace_uuid", "workspaceUuid",
                    "repository_uuid", "repositoryUuid",
                    "deployment_environment_uuid", "deploymentEnvironmentUuid",
                    "branch_name", "branchName"),
            Set.of()),
    TERRAFORM_CLOUD(
            "terraform_cloud",
            Map.of(
                    "organization_id", "terraform_organization_id",
                    "organization_name", "terraform_organization_name",
                    "project_id", "terraform_project_id",
                    "project_name", "terraform_project_name",
                    "workspace_id", "terraform_workspace_id",
                    "workspace_name", "terraform_workspace_name",
                    "run_phase", "terraform_run_phase"),
            Set.of()),
    ENV0(
            "env0",
            Map.ofEntries(
                    Map.entry("organization_id", "organizationId"),
                    Map.entry("project_id", "projectId"),
                    Map.entry("project_name", "projectName"),
                    Map.entry("template_id", "templateId"),
                    Map.entry("template_name", "templateName"),
                    Map.entry("environment_id", "environmentId"),
                    Map.entry("environment_name", "environmentName"),
                    Map.entry("workspace_name", "workspaceName"),
                    Map.entry("deployment_type", "deploymentType"),
                    Map.entry("deployer_email", "deployerEmail"),
                    Map.entry("env0_tag", "env0Tag")),
            Set.of()),
    GCP("gcp", Map.of("project_ids", "project_id", "service_accounts", "email", "locations", "location"), Set.of()),
    AZURE("azure", Map.of("subscription", "subscription", "resource_groups", "resource_group"), Set.of()),
    IAM("iam", same("aws_account", "aws_arn"), Set.of("aws_arn")),
    BOUND_KEYPAIR("bound_keypair", Map.of(), Set.of()),
    GENERIC_OIDC("generic_oidc", Map.of(), Set.of());

    private final String word;
    private final Map<String, String> claimByField;
    private final Set<String> globs;

    JoinMethod(String word, Map<String, String> claimByField, Set<String> globs) {
        this.word = word;
        this.claimByField = Map.copyOf(claimByField);
        this.globs = Set.copyOf(globs);
    }

    private static Map<String, String> same(String... fields) {
        return java.util.Arrays.stream(fields).collect(java.util.stream.Collectors.toUnmodifiableMap(f -> f, f -> f));
    }

    /** The word on the wire and in the token resource. */
    public String word() {
        return word;
    }

    /** The word in the real server's message about a join without a proof. */
    String title() {
        return switch (this) {
            case GITHUB -> "Github";
            case GCP -> "GCP";
            case KUBERNETES -> "Kubernetes";
            case CIRCLECI -> "\"circleci\"";
            case AZURE_DEVOPS -> "\"azure_devops\"";
            default -> word;
        };
    }

    /** The claim a rule field looks at; generic OIDC rules name claims directly. */
    Optional<String> claim(String field) {
        return this == GENERIC_OIDC ? Optional.of(field) : Optional.ofNullable(claimByField.get(field));
    }

    /** True for the platforms that run Terraform or pipelines and came with Teleport 16 and later. */
    boolean isRun() {
        return this == AZURE_DEVOPS || this == BITBUCKET || this == TERRAFORM_CLOUD || this == ENV0;
    }

    /** True if the field's value is a pattern with {@code *} and {@code ?}. */
    boolean isGlob(String field) {
        return globs.contains(field);
    }
}
