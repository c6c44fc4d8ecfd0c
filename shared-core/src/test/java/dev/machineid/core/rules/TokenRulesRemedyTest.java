package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.JoinMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to change in a join token, and what of it only some clusters have. */
class TokenRulesRemedyTest extends RuleFiles {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{project_path: acme/other} | set spec.gitlab.allow[0].project_path to \"acme/app\"",
                "{project_path: Acme/App} | set spec.gitlab.allow[0].project_path to \"acme/app\"",
                "{project_path: acme/app, environment: production} | take out spec.gitlab.allow[0].environment (or write environment: production into the job)",
                "{project: acme/app} | take out spec.gitlab.allow[0].project",
                "{project_path: acme/app, user_email: x@y.example} | correct spec.gitlab.allow[0].user_email"
            })
    void remedy_oneField_isOneChange(String rule, String remedy) throws IOException {
        assertThat(TokenRules.read(write(token("deploy", "gitlab", "allow: [" + rule + "]")), "deploy")
                        .remedy(JoinMethod.GITLAB, claims(GITLAB)))
                .contains(remedy);
    }

    @Test
    void remedy_serviceAccount_isWrittenAsTheRuleHasIt() throws IOException {
        assertThat(TokenRules.read(
                                write(token("deploy", "kubernetes", "allow: [{service_account: 'ci:other'}]")),
                                "deploy")
                        .remedy(JoinMethod.KUBERNETES, claims("\"sub\":\"system:serviceaccount:ci:deployer\"")))
                .contains("set spec.kubernetes.allow[0].service_account to \"ci:deployer\"");
    }

    @Test
    void remedy_genericRules_isOfTheFieldsThatMustMatch() throws IOException {
        assertThat(TokenRules.read(
                                write(token("deploy", "generic_oidc", "must_match_fields: {sub: me, iss: i}")),
                                "deploy")
                        .remedy(JoinMethod.GENERIC_OIDC, claims("\"sub\":\"you\",\"iss\":\"i\"")))
                .contains("set spec.generic_oidc.must_match_fields.sub to \"you\"");
    }

    @Test
    void remedy_nothingDiffersOrAnotherMethod_isNone() throws IOException {
        TokenRules rules = TokenRules.read(write(token("deploy", "gitlab", "allow: [{ref: feature/x}]")), "deploy");

        assertThat(rules.remedy(JoinMethod.GITLAB, claims(GITLAB))).isEmpty();
        assertThat(rules.remedy(JoinMethod.GITHUB, claims(GITLAB))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{name: t, expires: 2026-11-22T12:00:00Z}', 2026-11-22T12:00:00Z",
        "'{name: t, expires: \"2026-11-22T13:00:00+01:00\"}', 2026-11-22T12:00:00Z",
        "'{name: t, expires: soon}', ",
        "'{name: t}', "
    })
    void expires_isReadWhereItIsATime(String metadata, String end) throws IOException {
        Path file = write("kind: token\nmetadata: " + metadata + "\nspec: {join_method: gitlab}\n");

        assertThat(TokenRules.read(file, "t").expires().map(String::valueOf).orElse(null))
                .isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://token.actions.githubusercontent.com/acme, enterprise_slug",
        "'enterprise_slug: acme', https://token.actions.githubusercontent.com, enterprise_slug",
        "'enterprise_server_host: ghe.acme.example', https://token.actions.githubusercontent.com, enterprise_server_host"
    })
    void explain_githubIssuer_isComparedWithTheEnterpriseFields(String field, String issuer, String named)
            throws IOException {
        List<String> lines = explain(
                JoinMethod.GITHUB,
                "github",
                field + "\nallow: [{repository: acme/app}]",
                "\"iss\":\"" + issuer + "\",\"repository\":\"acme/app\"");

        assertThat(lines.get(1)).contains("github." + named, "\"" + issuer + "\"");
    }

    @ParameterizedTest
    @CsvSource({"true, fits as far", "false, takes * and ? literally"})
    void explain_spaceliftPatterns_areReadWhereTheyAreSwitchedOn(String on, String said) throws IOException {
        assertThat(last(
                        JoinMethod.SPACELIFT,
                        "spacelift",
                        "enable_glob_matching: " + on + "\nallow: [{space_id: 'prod*'}]",
                        "\"spaceId\":\"production\""))
                .contains(said);
    }
}
