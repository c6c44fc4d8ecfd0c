package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.request.JoinMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What in the rules of the newer methods, and of GitHub's own issuers, does not fit. */
class RunTokenRulesTest {
    @TempDir
    Path directory;

    private List<String> explain(JoinMethod method, String yaml, String claims) throws IOException {
        Path file = Files.writeString(
                directory.resolve("token.yaml"),
                "kind: token\nmetadata: {name: t}\nspec:\n  join_method: " + method + "\n  " + method + ": " + yaml);
        return TokenRules.read(file, "t").explain(method, claims(method, "{" + claims + "}"));
    }

    private static Claims claims(JoinMethod method, String claims) {
        return ((Proof.IdTokenProof) Samples.proof(method, claims)).token().claims();
    }

    @ParameterizedTest
    @CsvSource({
        "p://acme/app/deploy, app, deploy",
        "p://acme/my%20app/deploy%2Fnow, my app, deploy/now",
        "p://acme/my app/deploy, my app, deploy",
        "p://acme/app/a+b, app, a+b"
    })
    void azureDevOps_namesInTheSubject_areCompared(String subject, String project, String pipeline) throws IOException {
        String rule =
                "{organization_id: o, allow: [{project_name: '" + project + "', pipeline_name: '" + pipeline + "'}]}";
        String claims = "'iss':'https://vstoken.dev.azure.com/o','sub':'" + subject + "'";

        assertThat(explain(JoinMethod.AZURE_DEVOPS, rule, claims))
                .last()
                .asString()
                .contains("fits as far");
        assertThat(explain(JoinMethod.AZURE_DEVOPS, rule.replace("pipeline_name: '", "pipeline_name: 'X"), claims))
                .last()
                .asString()
                .contains("the job has \"" + pipeline + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sc://acme/app/connection", "p://acme/app", "p://acme/a/b/c", "", "x"})
    void azureDevOps_subjectOfNoPipeline_hasNoNames(String subject) throws IOException {
        assertThat(explain(
                        JoinMethod.AZURE_DEVOPS,
                        "{allow: [{project_name: app}]}",
                        "'sub':'" + subject + "','org_id':'o'"))
                .last()
                .asString()
                .contains("no claim project_name");
    }

    @Test
    void azureDevOps_otherOrganization_isSaidFirst() throws IOException {
        assertThat(explain(
                                JoinMethod.AZURE_DEVOPS,
                                "{organization_id: mine, allow: [{project_id: p}]}",
                                "'iss':'https://vstoken.dev.azure.com/theirs','prj_id':'p'")
                        .get(1))
                .contains("azure_devops.organization_id", "https://vstoken.dev.azure.com/mine", "theirs");
    }

    @Test
    void bitbucket_bracesAudienceAndIssuer_areCompared() throws IOException {
        List<String> lines = explain(
                JoinMethod.BITBUCKET,
                "{identity_provider_url: 'https://i', audience: a, allow: [{repository_uuid: 'r'}]}",
                "'iss':'https://j','aud':['b','c'],'repositoryUuid':'{r}'");

        assertThat(String.join("\n", lines))
                .contains("bitbucket.identity_provider_url", "\"https://i\"", "\"https://j\"")
                .contains("bitbucket.audience: the join token wants \"a\", the id token is for \"b, c\"")
                .contains("the rule wants \"r\", the job has \"{r}\"");
    }

    @Test
    void terraformCloud_phaseAndHost_areCompared() throws IOException {
        String claims = "'iss':'https://app.terraform.io','terraform_organization_name':'Acme',"
                + "'terraform_run_phase':'plan'";

        assertThat(String.join(
                        "\n",
                        explain(
                                JoinMethod.TERRAFORM_CLOUD,
                                "{hostname: tfe.example, allow: [{organization_name: acme, run_phase: apply}]}",
                                claims)))
                .contains("terraform_cloud.hostname", "https://tfe.example")
                .contains("\"Acme\": only upper and lower case differ")
                .contains("the rule wants \"apply\", the job has \"plan\"");
        assertThat(explain(JoinMethod.TERRAFORM_CLOUD, "{allow: [{organization_name: Acme}]}", claims))
                .last()
                .asString()
                .contains("fits as far");
    }

    @Test
    void env0_personInTheToken_isComparedAndNotShown() throws IOException {
        assertThat(explain(
                        JoinMethod.ENV0,
                        "{allow: [{organization_id: o, deployer_email: a@acme.example}]}",
                        "'iss':'https://login.app.env0.com/','organizationId':'o','deployerEmail':'b@acme.example'"))
                .last()
                .asString()
                .contains("another value")
                .doesNotContain("b@acme.example");
        assertThat(explain(JoinMethod.ENV0, "{allow: [{organization_id: o}]}", "'iss':'https://x','organizationId':'o'")
                        .get(1))
                .contains("https://login.app.env0.com/");
    }

    @ParameterizedTest
    @CsvSource({
        "enterprise_server_host: ghes.acme.test, https://ghes.acme.test/_services/token",
        "enterprise_slug: acme, https://token.actions.githubusercontent.com/acme"
    })
    void github_itsIssuer_isComparedWithHostOrSlug(String field, String issuer) throws IOException {
        String rule = "{" + field + ", allow: [{repository: acme/app}]}";

        assertThat(explain(JoinMethod.GITHUB, rule, "'repository':'acme/app','iss':'" + issuer + "'"))
                .hasSize(2);
        assertThat(explain(JoinMethod.GITHUB, rule, "'repository':'acme/app','iss':'" + issuer + "x'")
                        .get(1))
                .contains("the join token wants the issuer \"" + issuer + "\"");
    }

    @Test
    void claims_withOneMore_leaveTheFirstAsTheyAre() {
        Claims first = claims(JoinMethod.ENV0, "{'sub':'a'}");

        assertThat(first.with("x", "1").text("x")).contains("1");
        assertThat(first.text("x")).isEmpty();
        assertThat(first.with("sub", "b").subject()).contains("b");
    }
}
