package dev.machineid.lab.issuer;

import dev.machineid.lab.join.RunTokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The token shapes of the platforms that run pipelines and Terraform, matching the cluster's default join tokens. */
public final class RunShapes {
    private RunShapes() {}

    /** Azure Pipelines, pipeline {@code deploy} of project {@code app}; 10 minutes. */
    public static TokenShape azureDevOps() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "p://acme/app/deploy");
        claims.put("org_id", RunTokens.AZURE_DEVOPS_ORGANIZATION);
        claims.put("prj_id", "aaaaaaaa-0000-4000-8000-00000000000a");
        claims.put("def_id", "7");
        claims.put("rpo_id", "bbbbbbbb-0000-4000-8000-00000000000b");
        claims.put("rpo_uri", "https://dev.azure.com/acme/app/_git/app");
        claims.put("rpo_ver", "5f1d8a0c0ffee0c0ffee0c0ffee0c0ffee0c0ffe");
        claims.put("rpo_ref", "refs/heads/main");
        claims.put("run_id", "4242");
        return new TokenShape(
                "https://vstoken.dev.azure.com/" + RunTokens.AZURE_DEVOPS_ORGANIZATION,
                List.of(RunTokens.AZURE_DEVOPS_AUDIENCE),
                Duration.ofMinutes(10),
                Duration.ofMinutes(-10),
                claims);
    }

    /** Bitbucket Pipelines, branch {@code main}, no deployment environment; 1 hour. */
    public static TokenShape bitbucket() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", RunTokens.BITBUCKET_REPOSITORY + ":{cccccccc-0000-4000-8000-00000000000c}");
        claims.put("workspaceUuid", "{77777777-0000-4000-8000-000000000007}");
        claims.put("repositoryUuid", RunTokens.BITBUCKET_REPOSITORY);
        claims.put("pipelineUuid", "{dddddddd-0000-4000-8000-00000000000d}");
        claims.put("stepUuid", "{cccccccc-0000-4000-8000-00000000000c}");
        claims.put("branchName", "main");
        return new TokenShape(
                RunTokens.BITBUCKET_PROVIDER, List.of(RunTokens.BITBUCKET_AUDIENCE), Duration.ofHours(1), null, claims);
    }

    /** HCP Terraform, the apply of a run of workspace {@code app}; the audience is the cluster's name; 2 hours. */
    public static TokenShape terraformCloud(String clusterName) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "organization:acme:project:platform:workspace:app:run_phase:apply");
        claims.put("terraform_organization_id", "org-GRNbCjYNpBB6NEBm");
        claims.put("terraform_organization_name", "acme");
        claims.put("terraform_project_id", "prj-vegSA59s1XPwMr2t");
        claims.put("terraform_project_name", "platform");
        claims.put("terraform_workspace_id", "ws-mbsd5E3Ktt5Rg2Xm");
        claims.put("terraform_workspace_name", "app");
        claims.put("terraform_full_workspace", "organization:acme:project:platform:workspace:app");
        claims.put("terraform_run_id", "run-X3n1AUXNGWbfECsJ");
        claims.put("terraform_run_phase", "apply");
        return new TokenShape(
                RunTokens.TERRAFORM_ISSUER, List.of(clusterName), Duration.ofHours(2), Duration.ofSeconds(-5), claims);
    }

    /** env zero, a deployment of environment {@code production}; its party is a random one; 24 hours. */
    public static TokenShape env0() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "auth0|0123456789abcdef");
        claims.put("azp", "hoMiq9PdkRh9LUvV");
        claims.put("apiKeyType", "oidc");
        claims.put("organizationId", RunTokens.ENV0_ORGANIZATION);
        claims.put("projectId", "eeeeeeee-0000-4000-8000-00000000000e");
        claims.put("projectName", "app");
        claims.put("templateId", "ffffffff-0000-4000-8000-00000000000f");
        claims.put("templateName", "app");
        claims.put("environmentId", "12121212-0000-4000-8000-000000000012");
        claims.put("environmentName", "production");
        claims.put("workspaceName", "production-12121212");
        claims.put("deploymentLogId", "13131313-0000-4000-8000-000000000013");
        claims.put("deploymentType", "deploy");
        claims.put("deployerEmail", "octo@acme.example");
        return new TokenShape(
                RunTokens.ENV0_ISSUER, List.of(RunTokens.ENV0_AUDIENCE), Duration.ofHours(24), null, claims);
    }
}
