package dev.machineid.lab;

import dev.machineid.lab.cloud.AzureMachine;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.join.RunTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One join token per platform, {@code deploy-PLATFORM}, which the issuer's token shapes satisfy; and for some of them
 * {@code mfa-PLATFORM} and {@code mfa-part-PLATFORM}, whose bots' roles ask for a second factor, everywhere or for a part.
 */
final class DefaultTokens {
    private static final Set<String> WITH_MFA = Set.of("github", "gitlab", "circleci", "spacelift", "jenkins");

    private DefaultTokens() {}

    static List<LabToken> of(String clusterName) {
        List<LabToken> all = new ArrayList<>(ofDeploy(clusterName));
        for (LabToken token : List.copyOf(all)) {
            String platform = token.name().substring("deploy-".length());
            if (WITH_MFA.contains(platform)) {
                all.add(token.named("mfa-" + platform).bot("mfa"));
                all.add(token.named("mfa-part-" + platform).bot("mfa-part"));
            }
        }
        return all;
    }

    private static List<LabToken> ofDeploy(String clusterName) {
        return List.of(
                LabToken.github("deploy-github").allow(Map.of("repository", "acme/app")),
                LabToken.gitlab("deploy-gitlab").allow(Map.of("project_path", "acme/*", "ref_type", "branch")),
                LabToken.circleci("deploy-circleci")
                        .allow(Map.of("project_id", "11111111-0000-4000-8000-000000000001")),
                LabToken.spacelift("deploy-spacelift").allow(Map.of("space_id", "production", "caller_id", "app")),
                LabToken.kubernetes("deploy-kubernetes").allow(Map.of("service_account", "ci:deployer")),
                RunTokens.azureDevOps("deploy-azure-devops")
                        .allow(Map.of(
                                "project_name", "app", "definition_id", "7", "repository_ref", "refs/heads/main")),
                RunTokens.bitbucket("deploy-bitbucket")
                        .allow(Map.of("repository_uuid", RunTokens.BITBUCKET_REPOSITORY, "branch_name", "main")),
                RunTokens.terraformCloud("deploy-terraform-cloud")
                        .allow(Map.of("organization_name", "acme", "workspace_name", "app")),
                RunTokens.env0("deploy-env0")
                        .allow(Map.of(
                                "organization_id",
                                RunTokens.ENV0_ORGANIZATION,
                                "project_name",
                                "app",
                                "deployment_type",
                                "deploy")),
                LabToken.gcp("deploy-gcp")
                        .allow(Map.of(
                                "project_ids",
                                "acme-prod",
                                "service_accounts",
                                "deployer@acme-prod.iam.gserviceaccount.com",
                                "locations",
                                "europe-west1")),
                LabToken.azure("deploy-azure")
                        .allow(Map.of("subscription", AzureMachine.SUBSCRIPTION, "resource_groups", "ci")),
                LabToken.iam("deploy-iam")
                        .allow(Map.of(
                                "aws_account", "123456789012",
                                "aws_arn", "arn:aws:sts::123456789012:assumed-role/deploy/*")),
                LabToken.genericOidc(
                                "deploy-jenkins", Shapes.jenkins(clusterName).issuer(), clusterName)
                        .allow(Map.of("sub", "https://jenkins.acme.example/job/app/")));
    }
}
