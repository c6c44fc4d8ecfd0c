package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.JoinMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRulesTest extends RuleFiles {
    @Test
    void explain_severalRules_showsTheClosestAndOnlyWhatDiffers() throws IOException {
        List<String> lines = explain(JoinMethod.GITLAB, "gitlab", """
                allow:
                - project_path: other/project
                  ref: main
                - project_path: acme/app
                  namespace_path: acme
                  ref: main
                """, GITLAB);

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).contains("of its 2 rules the closest is gitlab.allow[1]: 2 of 3 fields fit");
        assertThat(lines.get(2)).contains("gitlab.allow[1].ref: the rule wants \"main\", the job has \"feature/x\"");
    }

    @Test
    void explain_otherCase_saysThatOnlyTheCaseDiffers() throws IOException {
        assertThat(last(JoinMethod.GITLAB, "gitlab", "allow: [{project_path: Acme/App}]", GITLAB))
                .contains("\"Acme/App\"", "\"acme/app\"", "only upper and lower case differ");
    }

    @Test
    void explain_claimThatTheTokenLacks_saysSo() throws IOException {
        assertThat(last(
                        JoinMethod.GITLAB,
                        "gitlab",
                        "allow: [{project_path: acme/app, environment: production}]",
                        GITLAB))
                .contains("environment", "\"production\"", "the id token has no claim environment");
    }

    @Test
    void explain_starInAnExactField_saysThatItIsLiteral() throws IOException {
        String github = "\"repository\":\"acme/app\",\"ref\":\"refs/heads/main\"";

        assertThat(last(JoinMethod.GITHUB, "github", "allow: [{repository: acme/app, ref: 'refs/heads/*'}]", github))
                .contains("takes * and ? literally");
    }

    @ParameterizedTest
    @CsvSource({
        "feature/*, true",
        "f*x, true",
        "feature/?, true",
        "'*', true",
        "feature/x, true",
        "feature/??, false",
        "feature, false",
        "*y, false",
        "f*e*/*x*, true",
        "'', true"
    })
    void explain_patternInAFieldWithPatterns_isAppliedAsTheServerDoes(String pattern, boolean fits) throws IOException {
        String rule = "allow: [{project_path: acme/app, ref: '" + pattern + "'}]";

        assertThat(last(JoinMethod.GITLAB, "gitlab", rule, GITLAB))
                .contains(fits ? "fits as far as can be seen here" : "ref: the rule wants");
    }

    @Test
    void explain_claimThatIsNotSafeToShow_isNotShown() throws IOException {
        String line =
                last(JoinMethod.GITLAB, "gitlab", "allow: [{project_path: acme/app, user_email: x@y.example}]", GITLAB);

        assertThat(line).contains("another value").doesNotContain("octo@acme.example");
    }

    @Test
    void explain_fieldThatIsUnknown_isNamed() throws IOException {
        assertThat(last(JoinMethod.GITLAB, "gitlab", "allow: [{project: acme/app}]", GITLAB))
                .contains("gitlab.allow[0].project: not a field that is known here");
    }

    @Test
    void explain_truthValue_isComparedAsText() throws IOException {
        assertThat(last(JoinMethod.GITLAB, "gitlab", "allow: [{project_path: acme/app, ref_protected: true}]", GITLAB))
                .contains("ref_protected: the rule wants \"true\", the job has \"false\"");
    }

    @Test
    void explain_listInTheToken_oneOfItIsEnough() throws IOException {
        String circleci = "\"oidc.circleci.com/project-id\":\"p\",\"oidc.circleci.com/context-ids\":[\"a\",\"b\"]";

        assertThat(last(JoinMethod.CIRCLECI, "circleci", "allow: [{context_id: b}]", circleci))
                .contains("fits as far");
        assertThat(last(JoinMethod.CIRCLECI, "circleci", "allow: [{context_id: c}]", circleci))
                .contains("wants \"c\", the job has \"a\" or \"b\"");
    }

    @Test
    void explain_serviceAccount_isComparedWithTheSubject() throws IOException {
        String pod = "\"sub\":\"system:serviceaccount:ci:deployer\"";

        assertThat(last(JoinMethod.KUBERNETES, "kubernetes", "allow: [{service_account: 'ci:deployer'}]", pod))
                .contains("fits as far");
        assertThat(last(JoinMethod.KUBERNETES, "kubernetes", "allow: [{service_account: 'ci:other'}]", pod))
                .contains("system:serviceaccount:ci:other");
    }

    @Test
    void explain_otherIssuer_comesFirst() throws IOException {
        List<String> lines = explain(
                JoinMethod.GITLAB, "gitlab", "domain: gitlab.acme.example\nallow: [{project_path: acme/app}]", GITLAB);

        assertThat(lines.get(1)).contains("gitlab.domain", "\"https://gitlab.acme.example\"", "\"https://gitlab.com\"");
    }

    @Test
    void explain_noRules_saysThatNobodyMayJoin() throws IOException {
        assertThat(last(JoinMethod.GITLAB, "gitlab", "domain: gitlab.com", GITLAB))
                .contains("no job may join");
    }

    @Test
    void explain_otherMethod_saysWhich() throws IOException {
        assertThat(last(JoinMethod.GITHUB, "gitlab", "allow: [{project_path: acme/app}]", GITLAB))
                .contains("spec.join_method", "\"gitlab\"", "github");
    }

    @Test
    void explain_genericRules_namesEachMiss() throws IOException {
        String jenkins =
                "\"iss\":\"https://ci.example/oidc\",\"aud\":\"c/t\",\"job\":{\"name\":\"deploy\"},\"branch\":\"dev\"";
        List<String> lines = explain(JoinMethod.GENERIC_OIDC, "generic_oidc", """
                issuer: https://other.example/oidc
                audience: c/t
                must_match_fields:
                  job:
                    name: Deploy
                allow_any:
                - conditions:
                  - attribute: claims.branch
                    eq: {value: main}
                - expression: claims.branch == "x"
                """, jenkins);

        assertThat(String.join("\n", lines))
                .contains("generic_oidc.issuer", "must_match_fields.job.name", "\"main\"", "expression")
                .contains("another value: only upper and lower case differ")
                .doesNotContain("generic_oidc.audience");
    }

    @Test
    void explain_genericConditionThatFits_leavesTheOthersOut() throws IOException {
        List<String> lines = explain(JoinMethod.GENERIC_OIDC, "generic_oidc", """
                allow_any:
                - conditions: [{attribute: branch, not_eq: {value: dev}}]
                - conditions: [{attribute: branch, in: {values: [main, dev]}}]
                """, "\"branch\":\"dev\"");

        assertThat(lines).isEmpty();
    }

    @Test
    void read_severalTokens_takesTheNamedOne() throws IOException {
        Path file = write(token("first", "gitlab", "allow: [{ref: a}]") + "---\n"
                + token("second", "gitlab", "allow: [{ref: b}]"));

        assertThat(String.join("\n", TokenRules.read(file, "second").explain(JoinMethod.GITLAB, claims(GITLAB))))
                .contains("\"b\"")
                .doesNotContain("not of");
    }

    @Test
    void read_jsonOfTctl_isRead() throws IOException {
        Path file = write("[{\"kind\":\"token\",\"metadata\":{\"name\":\"t\"},"
                + "\"spec\":{\"join_method\":\"gitlab\",\"gitlab\":{\"allow\":[{\"ref\":\"main\"}]}}}]");

        assertThat(TokenRules.read(file, "t").explain(JoinMethod.GITLAB, claims(GITLAB)))
                .isNotEmpty();
    }

    @Test
    void read_tokenOfAnotherName_isUsedAndSaid() throws IOException {
        Path file = write(token("other", "gitlab", "allow: [{ref: main}]"));

        assertThat(TokenRules.read(file, "mine")
                        .explain(JoinMethod.GITLAB, claims(GITLAB))
                        .get(1))
                .contains("\"other\"", "\"mine\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "kind: role", "{", "kind: token\n---\nkind: token", "a: &a [*a, *a]"})
    void read_fileWithoutTheToken_isRefusedWithWhatToGive(String content) throws IOException {
        Path file = write(content);

        assertThatThrownBy(() -> TokenRules.read(file, "deploy"))
                .isInstanceOfSatisfying(InvalidRequestException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE);
                    assertThat(refused.advice()).contains("tctl get token/deploy");
                });
    }

    @Test
    void read_missingFile_saysSo() {
        assertThatThrownBy(() -> TokenRules.read(directory.resolve("none.yaml"), "deploy"))
                .hasMessageContaining("does not exist");
    }

    @Test
    void explain_hostileFile_breaksNoLine() throws IOException {
        for (String hostile : Samples.HOSTILE) {
            String rule = "allow: [{ref: \""
                    + hostile.codePoints()
                            .mapToObj(c -> String.format("\\U%08x", c))
                            .reduce("", String::concat) + "\"}]";
            assertThat(explain(JoinMethod.GITLAB, "gitlab", rule, GITLAB))
                    .allSatisfy(line -> assertThat(line).doesNotContain("\n", "\r", "\u2028", "\u001b"));
        }
    }

    @Test
    void matches_manyStars_endsSoon() {
        assertThat(RuleField.matches("*a".repeat(200) + "b", "a".repeat(20_000)))
                .isFalse();
    }
}
