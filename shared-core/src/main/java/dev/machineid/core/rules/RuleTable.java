package dev.machineid.core.rules;

import dev.machineid.core.request.JoinMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Which claim each field of a join token's rules looks at, by join method (protocol facts, 2.4; the real server of v15). */
record RuleTable(Map<String, String> claimByField, Set<String> globs, List<IssuerField> issuers) {
    /**
     * A field beside the rules that says whose id tokens are taken: {@code before}, its value or else {@code usual},
     * {@code after}. Of several the first that has a value counts, else the last.
     */
    record IssuerField(String name, String before, String usual, String after) {}

    private static final String CIRCLECI = "oidc.circleci.com/";
    private static final String GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
    private static final String TERRAFORM = "terraform_";
    private static final Map<String, String> ENV0_CLAIMS = Map.ofEntries(
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
            Map.entry("env0_tag", "env0Tag"));

    /** The same with what the join token's block changes: keys of its own instead of an issuer, Spacelift's patterns. */
    RuleTable with(Map<String, Node> block) {
        if (claimByField.containsKey("repository_owner") && block.containsKey("static_jwks")) {
            return new RuleTable(claimByField, globs, List.of());
        }
        boolean patterns = claimByField.containsKey("space_id") && YamlNodes.isTrue(block, "enable_glob_matching");
        return patterns ? new RuleTable(claimByField, Set.of("space_id", "caller_id"), issuers) : this;
    }

    /** Empty for a method whose proof carries no claims that are known here. */
    static Optional<RuleTable> of(JoinMethod method) {
        return switch (method) {
            case GITHUB ->
                known(
                        same(
                                "sub",
                                "repository",
                                "repository_owner",
                                "workflow",
                                "environment",
                                "actor",
                                "ref",
                                "ref_type"),
                        Set.of(),
                        new IssuerField("enterprise_server_host", "https://", "", "/_services/token"),
                        new IssuerField("enterprise_slug", GITHUB_ISSUER + "/", "", ""),
                        new IssuerField("", GITHUB_ISSUER, "", ""));
            case GITLAB ->
                known(
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
                        Set.of("sub", "ref", "namespace_path", "project_path"),
                        new IssuerField("domain", "https://", "gitlab.com", ""));
            case CIRCLECI ->
                known(
                        Map.of("project_id", CIRCLECI + "project-id", "context_id", CIRCLECI + "context-ids"),
                        Set.of(),
                        new IssuerField("organization_id", "https://oidc.circleci.com/org/", "", ""));
            case SPACELIFT ->
                known(
                        Map.of(
                                "space_id", "spaceId",
                                "caller_id", "callerId",
                                "caller_type", "callerType",
                                "scope", "scope"),
                        Set.of(),
                        new IssuerField("hostname", "https://", "", ""));
            case KUBERNETES -> known(Map.of("service_account", "sub"), Set.of());
            case AZURE_DEVOPS ->
                known(
                        Map.of(
                                "sub", "sub",
                                "project_name", AzureDevOpsSubject.PROJECT,
                                "pipeline_name", AzureDevOpsSubject.PIPELINE,
                                "project_id", "prj_id",
                                "definition_id", "def_id",
                                "repository_uri", "rpo_uri",
                                "repository_version", "rpo_ver",
                                "repository_ref", "rpo_ref"),
                        Set.of(),
                        new IssuerField("organization_id", "https://vstoken.dev.azure.com/", "", ""));
            case BITBUCKET ->
                known(
                        Map.of(
                                "workspace_uuid", "workspaceUuid",
                                "repository_uuid", "repositoryUuid",
                                "deployment_environment_uuid", "deploymentEnvironmentUuid",
                                "branch_name", "branchName"),
                        Set.of(),
                        new IssuerField("identity_provider_url", "", "", ""));
            case TERRAFORM_CLOUD ->
                known(
                        Map.of(
                                "organization_id", TERRAFORM + "organization_id",
                                "organization_name", TERRAFORM + "organization_name",
                                "project_id", TERRAFORM + "project_id",
                                "project_name", TERRAFORM + "project_name",
                                "workspace_id", TERRAFORM + "workspace_id",
                                "workspace_name", TERRAFORM + "workspace_name",
                                "run_phase", TERRAFORM + "run_phase"),
                        Set.of(),
                        new IssuerField("hostname", "https://", "app.terraform.io", ""));
            case GCP ->
                known(
                        Map.of(
                                "project_ids", CloudClaims.PROJECT,
                                "service_accounts", "email",
                                "locations", CloudClaims.LOCATION),
                        Set.of());
            case AZURE ->
                known(Map.of("subscription", CloudClaims.SUBSCRIPTION, "resource_groups", CloudClaims.GROUP), Set.of());
            case ENV0 -> known(ENV0_CLAIMS, Set.of(), new IssuerField("", "https://login.app.env0.com/", "", ""));
            default -> Optional.empty();
        };
    }

    private static Optional<RuleTable> known(Map<String, String> claims, Set<String> globs, IssuerField... issuers) {
        return Optional.of(new RuleTable(claims, globs, List.of(issuers)));
    }

    private static Map<String, String> same(String... fields) {
        Map<String, String> claims = new LinkedHashMap<>();
        List.of(fields).forEach(field -> claims.put(field, field));
        return claims;
    }
}
