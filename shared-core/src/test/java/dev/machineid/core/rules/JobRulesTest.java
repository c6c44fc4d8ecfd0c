package dev.machineid.core.rules;

import static dev.machineid.core.rules.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.secret.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules that a job's own id token leads to. */
class JobRulesTest {
    private static final String GITHUB = "'iss':'https://token.actions.githubusercontent.com',"
            + "'repository':'acme/app','repository_owner':'acme','repository_id':'2001','repository_owner_id':'1001'";
    private static final String GITLAB =
            "'iss':'https://gitlab.com','aud':'lab-root','project_path':'acme/app','namespace_path':'acme'";

    private static Map<?, ?> token(JoinMethod method, String claims) {
        return Samples.document(yaml(method, claims), "token");
    }

    private static String yaml(JoinMethod method, String claims) {
        return Samples.plan(Samples.facts(method, "{" + claims + "}"), Samples.ssh())
                .yaml();
    }

    @Test
    void githubBranch_isPinnedByRepositoryOwnerAndRef() {
        String claims =
                GITHUB + ",'ref':'refs/heads/main','ref_type':'branch','sub':'repo:acme/app:ref:refs/heads/main'";
        Map<?, ?> token = token(JoinMethod.GITHUB, claims);
        assertThat(at(token, "metadata.name")).isEqualTo("deploy-token");
        assertThat(at(token, "spec.roles")).isEqualTo(List.of("Bot"));
        assertThat(at(token, "spec.bot_name")).isEqualTo("deploy");
        assertThat(at(token, "spec.join_method")).isEqualTo("github");
        assertThat(at(token, "spec.github.allow"))
                .isEqualTo(List.of(
                        Map.of("repository", "acme/app", "repository_owner", "acme", "ref", "refs/heads/main")));
        assertThat(yaml(JoinMethod.GITHUB, claims))
                .contains("repo:acme/app:...")
                .contains("repo:acme@OWNER_ID/app@REPOSITORY_ID:...")
                .contains("here 1001 and")
                .contains("id-token: write");
    }

    @Test
    void githubImmutableSub_isPartOfTheRule() {
        String sub = "repo:acme@1001/app@2001:environment:production";
        Map<?, ?> token = token(
                JoinMethod.GITHUB, GITHUB + ",'ref':'refs/heads/main','environment':'production','sub':'" + sub + "'");
        assertThat(at(token, "spec.github.allow.0.sub")).isEqualTo(sub);
        assertThat(at(token, "spec.github.allow.0.environment")).isEqualTo("production");
    }

    @Test
    void githubPullRequestAndTag_areNotPinnedToOneRef() {
        String pull = GITHUB + ",'ref':'refs/pull/7/merge','ref_type':'branch','sub':'repo:acme/app:pull_request'";
        assertThat(at(token(JoinMethod.GITHUB, pull), "spec.github.allow.0.ref"))
                .isNull();
        assertThat(yaml(JoinMethod.GITHUB, pull)).contains("every branch and pull request");
        String tag = GITHUB + ",'ref':'refs/tags/v1','ref_type':'tag'";
        assertThat(at(token(JoinMethod.GITHUB, tag), "spec.github.allow.0"))
                .isEqualTo(Map.of("repository", "acme/app", "repository_owner", "acme", "ref_type", "tag"));
    }

    @Test
    void githubEnterpriseIssuers_areNamed() {
        String server =
                GITHUB.replace("https://token.actions.githubusercontent.com", "https://ghe.acme.test/_services/token");
        assertThat(at(token(JoinMethod.GITHUB, server), "spec.github.enterprise_server_host"))
                .isEqualTo("ghe.acme.test");
        String slug = GITHUB.replace("githubusercontent.com'", "githubusercontent.com/acme-corp'");
        assertThat(at(token(JoinMethod.GITHUB, slug), "spec.github.enterprise_slug"))
                .isEqualTo("acme-corp");
    }

    @Test
    void gitlabBranch_isPinnedByProjectRefAndProtection() {
        String claims = GITLAB + ",'ref':'main','ref_type':'branch','ref_protected':'true','environment':'production'";
        Map<?, ?> token = token(JoinMethod.GITLAB, claims);
        assertThat(at(token, "spec.gitlab.allow"))
                .isEqualTo(List.of(Map.of(
                        "project_path", "acme/app",
                        "ref", "main",
                        "ref_type", "branch",
                        "ref_protected", true,
                        "environment", "production")));
        assertThat(at(token, "spec.gitlab.domain")).isNull();
        assertThat(yaml(JoinMethod.GITLAB, claims)).contains("aud: lab-root");
        String own = claims.replace("https://gitlab.com", "https://localhost:8444");
        assertThat(at(token(JoinMethod.GITLAB, own), "spec.gitlab.domain")).isEqualTo("localhost:8444");
        String open = GITLAB + ",'ref':'x','ref_type':'branch','ref_protected':'false'";
        assertThat(at(token(JoinMethod.GITLAB, open), "spec.gitlab.allow.0.ref_protected"))
                .isNull();
        assertThat(yaml(JoinMethod.GITLAB, open)).contains("Whoever may push");
    }

    @Test
    void gitlabClaimThatIsAPattern_isRefused() {
        for (String ref : List.of("*", "feature?", "^.$")) {
            assertThatThrownBy(() -> yaml(JoinMethod.GITLAB, GITLAB + ",'ref':'" + ref + "','ref_type':'branch'"))
                    .isInstanceOf(MachineIdException.class)
                    .hasMessageContaining("pattern");
        }
    }

    @Test
    void circleci_isPinnedByProjectAndContext() {
        Map<?, ?> token = token(
                JoinMethod.CIRCLECI,
                "'iss':'https://oidc.circleci.com/org/o-1','aud':'o-1','oidc.circleci.com/project-id':'p-1',"
                        + "'oidc.circleci.com/context-ids':['c-1','c-2']");
        assertThat(at(token, "spec.circleci"))
                .isEqualTo(Map.of(
                        "organization_id", "o-1", "allow", List.of(Map.of("project_id", "p-1", "context_id", "c-1"))));
    }

    @Test
    void spacelift_isPinnedByEverythingItSays() {
        Map<?, ?> token = token(
                JoinMethod.SPACELIFT,
                "'iss':'https://acme.app.spacelift.io','spaceId':'prod','callerId':'net','callerType':'stack',"
                        + "'scope':'write'");
        assertThat(at(token, "spec.spacelift"))
                .isEqualTo(Map.of(
                        "hostname",
                        "acme.app.spacelift.io",
                        "allow",
                        List.of(Map.of(
                                "space_id", "prod", "caller_id", "net", "caller_type", "stack", "scope", "write"))));
    }

    @Test
    void kubernetes_isPinnedByServiceAccount() {
        Map<?, ?> token = token(JoinMethod.KUBERNETES, "'sub':'system:serviceaccount:ci:deployer','aud':['lab-root']");
        assertThat(at(token, "spec.kubernetes"))
                .isEqualTo(Map.of("type", "in_cluster", "allow", List.of(Map.of("service_account", "ci:deployer"))));
        assertThatThrownBy(() -> token(JoinMethod.KUBERNETES, "'sub':'alice'"))
                .hasMessageContaining("sub of a service account");
    }

    @Test
    void genericOidc_isPinnedByIssuerAudienceAndSubject() {
        String claims = "'iss':'https://agent.example.com','aud':'lab-root/x','sub':'pipeline:deploy'";
        assertThat(at(token(JoinMethod.GENERIC_OIDC, claims), "spec.generic_oidc"))
                .isEqualTo(Map.of(
                        "issuer", "https://agent.example.com",
                        "audience", "lab-root/x",
                        "must_match_fields", Map.of("sub", "pipeline:deploy")));
    }

    @Test
    void tokenWithoutItsClaim_isExplained() {
        assertThatThrownBy(() -> token(JoinMethod.GITHUB, "'sub':'x'")).hasMessageContaining("no claim repository");
        assertThatThrownBy(() -> token(JoinMethod.GITHUB, "'repository':' '"))
                .hasMessageContaining("no claim repository");
        assertThatThrownBy(() -> token(JoinMethod.GENERIC_OIDC, "'iss':'http://plain','sub':'x'"))
                .hasMessageContaining("not an https URL");
    }

    @Test
    void secret_isNeverPartOfTheText() {
        String text = Samples.plan(
                        JobFacts.of(new Proof.SecretProof(Secret.of("hunter2-hunter2"))), Samples.roles("access"))
                .yaml();
        assertThat(text)
                .doesNotContain("hunter2")
                .doesNotContain("kind: token")
                .contains("tctl bots add deploy --roles=access\n");
    }

    @Test
    void defaultName_isMadeOfWhatTellsTheJob() {
        assertThat(RulesPlan.defaultName(Samples.facts(JoinMethod.GITHUB, "{" + GITHUB + "}")))
                .isEqualTo("acme-app");
        assertThat(RulesPlan.defaultName(Samples.named(
                        RulePlatform.JENKINS, Map.of(Fact.SUBJECT, "https://j.example.com/job/Acme/job/App/"))))
                .isEqualTo("acme-app");
        assertThat(RulesPlan.defaultName(
                        Samples.named(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "a/".repeat(90) + "b"))))
                .hasSizeLessThanOrEqualTo(40)
                .doesNotEndWith("-");
        assertThatThrownBy(() -> RulesPlan.defaultName(Samples.named(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "***"))))
                .hasMessageContaining("name");
    }
}
