package dev.machineid.core.rules;

import static dev.machineid.core.rules.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.JoinMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of Azure DevOps, Bitbucket, HCP Terraform and env zero, from a token and from words. */
class RunRulesTest {
    private static final String AZURE = "{'iss':'https://vstoken.dev.azure.com/o-1','aud':'api://AzureADTokenExchange',"
            + "'sub':'p://acme/app/deploy','org_id':'o-1','prj_id':'p-1','def_id':'7','rpo_ref':'refs/heads/main'}";
    private static final String BITBUCKET = "{'iss':'https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/"
            + "identity/oidc','aud':'ari:cloud:bitbucket::workspace/w-1','workspaceUuid':'{w-1}',"
            + "'repositoryUuid':'{r-1}','branchName':'main','deploymentEnvironmentUuid':'{e-1}'}";
    private static final String TERRAFORM = "{'iss':'https://app.terraform.io','aud':'lab-root',"
            + "'terraform_organization_id':'org-1','terraform_project_id':'prj-1','terraform_workspace_id':'ws-1',"
            + "'terraform_run_phase':'apply'}";
    private static final String ENV0 = "{'iss':'https://login.app.env0.com/','aud':'https://prod.env0.com',"
            + "'organizationId':'o-1','projectId':'p-1','environmentId':'e-1','deploymentType':'deploy'}";

    private static String yaml(JoinMethod method, String claims) {
        return Samples.plan(Samples.facts(method, claims), Samples.ssh()).yaml();
    }

    private static String named(RulePlatform platform, Map<Fact, String> facts, String audience) {
        JobFacts job = JobFacts.named(platform, facts, Optional.of(audience).filter(text -> !text.isEmpty()));
        return Samples.plan(job, Samples.roles("access")).yaml();
    }

    private static Object block(String yaml, JoinMethod method) {
        Map<?, ?> token = Samples.document(yaml, "token");
        assertThat(at(token, "spec.join_method")).isEqualTo(method.wireName());
        return String.valueOf(at(token, "spec." + method.wireName()));
    }

    @Test
    void azureDevOps_isPinnedByIdsAndBranch() {
        String text = yaml(JoinMethod.AZURE_DEVOPS, AZURE);

        assertThat(at(Samples.document(text, "token"), "spec.azure_devops"))
                .isEqualTo(Map.of(
                        "organization_id",
                        "o-1",
                        "allow",
                        List.of(Map.of(
                                "project_id", "p-1", "definition_id", "7", "repository_ref", "refs/heads/main"))));
        assertThat(text).contains("SYSTEM_ACCESSTOKEN: $(System.AccessToken)").contains("17.5.1");
    }

    @Test
    void azureDevOps_pullRequest_isNotPinnedToItsRef() {
        String text = yaml(JoinMethod.AZURE_DEVOPS, AZURE.replace("refs/heads/main", "refs/pull/7/merge"));

        assertThat(block(text, JoinMethod.AZURE_DEVOPS)).asString().doesNotContain("refs/");
        assertThat(text).contains("every branch and pull request");
    }

    @Test
    void azureDevOps_byWords_saysWhatIsBroad() {
        Map<Fact, String> ids = Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p");
        assertThat(named(RulePlatform.AZURE_DEVOPS, ids, "")).contains("every pipeline of the project");
        assertThatThrownBy(() -> named(
                        RulePlatform.AZURE_DEVOPS,
                        Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p", Fact.REF, "main"),
                        ""))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not a full ref");
    }

    @Test
    void bitbucket_isPinnedByUuidsBranchAndEnvironment() {
        String text = yaml(JoinMethod.BITBUCKET, BITBUCKET);

        assertThat(at(Samples.document(text, "token"), "spec.bitbucket"))
                .isEqualTo(Map.of(
                        "identity_provider_url",
                        "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
                        "audience",
                        "ari:cloud:bitbucket::workspace/w-1",
                        "allow",
                        List.of(Map.of(
                                "workspace_uuid", "{w-1}",
                                "repository_uuid", "{r-1}",
                                "deployment_environment_uuid", "{e-1}",
                                "branch_name", "main"))));
        assertThat(text).contains("oidc: true").contains("keyword deployment");
    }

    @Test
    void bitbucket_byWords_getsItsBracesAndNeedsIssuerAndAudience() {
        Map<Fact, String> facts =
                Map.of(Fact.ISSUER, "https://i", Fact.REPOSITORY_ID, "r-1", Fact.REF, "refs/heads/main");
        assertThat(block(named(RulePlatform.BITBUCKET, facts, "a"), JoinMethod.BITBUCKET))
                .asString()
                .contains("repository_uuid={r-1}", "branch_name=main", "audience=a");
        assertThatThrownBy(() -> named(RulePlatform.BITBUCKET, facts, "")).hasMessageContaining("--audience");
        assertThatThrownBy(() ->
                        named(RulePlatform.BITBUCKET, Map.of(Fact.ISSUER, "http://i", Fact.REPOSITORY_ID, "r"), "a"))
                .hasMessageContaining("https");
    }

    @Test
    void terraformCloud_isPinnedByWorkspaceAndPhase() {
        String text = yaml(JoinMethod.TERRAFORM_CLOUD, TERRAFORM);

        assertThat(at(Samples.document(text, "token"), "spec.terraform_cloud"))
                .isEqualTo(Map.of(
                        "allow",
                        List.of(Map.of(
                                "organization_id", "org-1",
                                "project_id", "prj-1",
                                "workspace_id", "ws-1",
                                "run_phase", "apply"))));
        assertThat(text)
                .contains("TFC_WORKLOAD_IDENTITY_AUDIENCE=lab-root")
                .contains("second rule")
                .doesNotContain("Teleport Enterprise");
    }

    @Test
    void terraformEnterprise_hasItsHostAndOwnAudience() {
        String text = yaml(
                JoinMethod.TERRAFORM_CLOUD,
                TERRAFORM.replace("app.terraform.io", "tfe.acme.test").replace("lab-root", "lab-root/deploy"));

        assertThat(block(text, JoinMethod.TERRAFORM_CLOUD))
                .asString()
                .contains("hostname=tfe.acme.test", "audience=lab-root/deploy");
        assertThat(text).contains("needs Teleport Enterprise");
    }

    @Test
    void env0_isPinnedByEnvironmentAndKind() {
        String text = yaml(JoinMethod.ENV0, ENV0);

        assertThat(at(Samples.document(text, "token"), "spec.env0"))
                .isEqualTo(Map.of(
                        "allow",
                        List.of(Map.of(
                                "organization_id", "o-1",
                                "project_id", "p-1",
                                "environment_id", "e-1",
                                "deployment_type", "deploy"))));
        assertThat(named(RulePlatform.ENV0, Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p"), ""))
                .contains("every environment", "prPlan");
    }

    @Test
    void rulesOfEachMethod_fitTheClaimsTheyWereMadeOf(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory)
            throws Exception {
        for (Map.Entry<JoinMethod, String> job : Map.of(
                        JoinMethod.AZURE_DEVOPS, AZURE,
                        JoinMethod.BITBUCKET, BITBUCKET,
                        JoinMethod.TERRAFORM_CLOUD, TERRAFORM,
                        JoinMethod.ENV0, ENV0)
                .entrySet()) {
            java.nio.file.Path file = directory.resolve("token.yaml");
            java.nio.file.Files.writeString(file, yaml(job.getKey(), job.getValue()));
            var proof = (dev.machineid.core.platform.Proof.IdTokenProof) Samples.proof(job.getKey(), job.getValue());
            List<String> lines = TokenRules.read(file, "deploy-token")
                    .explain(job.getKey(), proof.token().claims());
            assertThat(lines)
                    .as("%s", job.getKey())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("fits as far as can be seen");
        }
    }

    @Test
    void defaultName_isMadeOfTheIds() {
        assertThat(RulesPlan.defaultName(Samples.facts(JoinMethod.AZURE_DEVOPS, AZURE)))
                .isEqualTo("azure-devops-7");
        assertThat(RulesPlan.defaultName(Samples.facts(JoinMethod.BITBUCKET, BITBUCKET)))
                .isEqualTo("bitbucket-r");
        assertThat(RulesPlan.defaultName(Samples.facts(JoinMethod.TERRAFORM_CLOUD, TERRAFORM)))
                .isEqualTo("ws-1");
        assertThat(RulesPlan.defaultName(Samples.facts(JoinMethod.ENV0, ENV0))).isEqualTo("env0-p");
    }

    @Test
    void githubByWords_hasOneIssuerOfItsOwn() {
        Map<Fact, String> server = Map.of(Fact.REPOSITORY, "a/b", Fact.HOSTNAME, "ghes.acme.test");
        Map<Fact, String> slug = Map.of(Fact.REPOSITORY, "a/b", Fact.ENTERPRISE_SLUG, "acme");
        Map<Fact, String> both =
                Map.of(Fact.REPOSITORY, "a/b", Fact.ENTERPRISE_SLUG, "acme", Fact.HOSTNAME, "ghes.acme.test");

        assertThat(named(RulePlatform.GITHUB, server, ""))
                .contains("enterprise_server_host: ghes.acme.test", "needs Teleport Enterprise");
        assertThat(named(RulePlatform.GITHUB, slug, "")).contains("enterprise_slug: acme", "needs Teleport Enterprise");
        assertThatThrownBy(() -> named(RulePlatform.GITHUB, both, "")).hasMessageContaining("two issuers");
    }

    @Test
    void tokenWithoutItsClaims_isExplained() {
        assertThatThrownBy(() -> yaml(JoinMethod.AZURE_DEVOPS, "{'sub':'sc://a/b/c'}"))
                .hasMessageContaining("no claim org_id");
        assertThatThrownBy(() -> yaml(JoinMethod.ENV0, "{'organizationId':'o'}"))
                .hasMessageContaining("no claim projectId");
    }
}
