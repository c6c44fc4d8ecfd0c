package dev.machineid.core.rules;

import static dev.machineid.core.rules.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules for a job that somebody describes. */
class NamedRulesTest {
    private static String yaml(RulePlatform platform, Map<Fact, String> facts) {
        return Samples.plan(Samples.named(platform, facts), Samples.roles("access"))
                .yaml();
    }

    private static Object rule(RulePlatform platform, Map<Fact, String> facts) {
        return String.valueOf(
                at(Samples.document(yaml(platform, facts), "token"), "spec." + platform.method() + ".allow.0"));
    }

    @Test
    void githubWithIds_hasTheImmutableSub() {
        Map<Fact, String> ids = Map.of(Fact.REPOSITORY, "acme/app", Fact.OWNER_ID, "1", Fact.REPOSITORY_ID, "2");
        assertThat(rule(RulePlatform.GITHUB, with(ids, Fact.REF, "refs/heads/main")))
                .asString()
                .contains("sub=repo:acme@1/app@2:ref:refs/heads/main");
        assertThat(rule(RulePlatform.GITHUB, with(ids, Fact.ENVIRONMENT, "prod:eu")))
                .asString()
                .contains("environment=prod:eu")
                .contains("sub=repo:acme@1/app@2:environment:prod%3Aeu");
        assertThat(rule(RulePlatform.GITHUB, ids)).asString().doesNotContain("sub=");
    }

    @Test
    void github_refusesWhatCanNeverMatch() {
        assertThatThrownBy(() -> yaml(RulePlatform.GITHUB, Map.of(Fact.REPOSITORY, "app")))
                .hasMessageContaining("OWNER/NAME");
        assertThatThrownBy(() -> yaml(RulePlatform.GITHUB, Map.of(Fact.REPOSITORY, "a/b", Fact.REF, "main")))
                .hasMessageContaining("not a full ref");
        assertThat(yaml(RulePlatform.GITHUB, Map.of(Fact.REPOSITORY, "a/b", Fact.REF, "refs/heads/*")))
                .contains("'*' included");
    }

    @Test
    void gitlabRef_isShortAndABranchUnlessSaid() {
        assertThat(rule(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "a/b", Fact.REF, "refs/heads/main")))
                .asString()
                .contains("ref=main")
                .contains("ref_type=branch");
        assertThat(rule(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "a/b", Fact.REF, "refs/tags/v1")))
                .asString()
                .contains("ref=v1")
                .contains("ref_type=tag");
        assertThatThrownBy(() -> yaml(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "a/b", Fact.REF_PROTECTED, "yes")))
                .hasMessageContaining("neither true nor false");
    }

    @Test
    void broadRules_sayHowToNarrowThem() {
        assertThat(yaml(RulePlatform.GITHUB, Map.of(Fact.REPOSITORY, "a/b"))).contains("--ref refs/heads/main");
        assertThat(yaml(RulePlatform.GITLAB, Map.of(Fact.PROJECT, "a/b"))).contains("--ref-protected true");
        assertThat(yaml(RulePlatform.CIRCLECI, Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p")))
                .contains("--context-id");
        assertThat(yaml(RulePlatform.SPACELIFT, Map.of(Fact.HOSTNAME, "h", Fact.SPACE_ID, "s")))
                .contains("--caller-id")
                .contains("--scope write");
    }

    @Test
    void kubernetesWithKeys_isCheckedAgainstThem() {
        RulesPlan plan = new RulesPlan(
                Samples.named(RulePlatform.KUBERNETES, Map.of(Fact.SERVICE_ACCOUNT, "ci:deployer")),
                Samples.roles("access"),
                "deploy",
                "deploy",
                Optional.empty(),
                Optional.empty(),
                "{\"keys\":[]}");
        Map<?, ?> token = Samples.document(plan.yaml(), "token");
        assertThat(at(token, "spec.kubernetes.type")).isEqualTo("static_jwks");
        assertThat(at(token, "spec.kubernetes.static_jwks.jwks")).isEqualTo("{\"keys\":[]}");
        assertThat(plan.yaml()).contains("Put the cluster's name in place of CLUSTER-NAME");
        assertThatThrownBy(() -> yaml(RulePlatform.KUBERNETES, Map.of(Fact.SERVICE_ACCOUNT, "deployer")))
                .hasMessageContaining("NAMESPACE:NAME");
    }

    @Test
    void jenkins_joinsAsGenericOidcWithAnAudienceOfItsOwn() {
        String text = yaml(
                RulePlatform.JENKINS,
                Map.of(Fact.ISSUER, "https://j.example.com/oidc", Fact.SUBJECT, "https://j.example.com/job/app/"));
        assertThat(at(Samples.document(text, "token"), "spec.generic_oidc.audience"))
                .isEqualTo("lab-root/deploy-token");
        assertThat(text).contains("withCredentials").contains("multibranch");
    }

    @ParameterizedTest
    @EnumSource(
            value = RulePlatform.class,
            names = {"TOKEN", "BOUND_KEYPAIR"},
            mode = EnumSource.Mode.EXCLUDE)
    void factsThatAreMissing_areNamedWithWhatThereIs(RulePlatform platform) {
        assertThatThrownBy(() -> RulesPlan.defaultName(Samples.named(platform, Map.of())))
                .isInstanceOfSatisfying(InvalidRequestException.class, missing -> {
                    assertThat(missing.code()).isEqualTo(ErrorCode.MISSING_OPTION);
                    assertThat(missing.advice()).contains(Fact.words(platform).get(0));
                });
    }

    @Test
    void factOfAnotherPlatform_isRefused() {
        assertThatThrownBy(() -> Samples.named(RulePlatform.GITHUB, Map.of(Fact.SPACE_ID, "x")))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        wrong -> assertThat(wrong.advice()).contains("--repository"));
        assertThatThrownBy(() -> Samples.named(RulePlatform.GITHUB, Map.of(Fact.REPOSITORY, " ")))
                .hasMessageContaining("no usable value");
        assertThatThrownBy(() -> Samples.named(RulePlatform.GITHUB, Map.of(Fact.REF, "x".repeat(2000))))
                .hasMessageContaining("no usable value");
    }

    @Test
    void names_areChecked() {
        for (String name : List.of("", "a b", "-a", "a\nb", "$(id)", "a".repeat(64))) {
            assertThatThrownBy(() -> new RulesPlan(
                            Samples.named(RulePlatform.TOKEN, Map.of()),
                            Samples.roles("access"),
                            name,
                            "t",
                            Optional.empty(),
                            Optional.empty(),
                            ""))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    private static Map<Fact, String> with(Map<Fact, String> facts, Fact fact, String value) {
        Map<Fact, String> more = new java.util.EnumMap<>(facts);
        more.put(fact, value);
        return more;
    }
}
