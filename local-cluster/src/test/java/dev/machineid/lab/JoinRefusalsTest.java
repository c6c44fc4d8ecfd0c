package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.TestClient.Answer;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinRefusalsTest {
    private static final String NO_MATCH = "id token claims did not match any allow rules";
    private static final String NOT_FOUND =
            "\"\" can not join the cluster with role \"Bot\", token expired or not found";

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.bot("locked", "ci")
            .lock("locked", "under investigation")
            .joinToken(LabToken.github("deploy-locked").bot("locked").allow(Map.of("repository", "acme/app")))
            .joinToken(LabToken.github("deploy-nobody").bot("nobody").allow(Map.of("repository", "acme/app")))
            .joinToken(LabToken.github("deploy-old")
                    .allow(Map.of("repository", "acme/app"))
                    .expires(Instant.EPOCH))
            .joinToken(LabToken.github("no-rules"))
            .joinToken(LabToken.github("deploy-server")
                    .enterpriseServer("ghes.example:8443")
                    .allow(Map.of("repository", "acme/app")))
            .joinToken(
                    LabToken.github("deploy-slug").enterpriseSlug("acme-inc").allow(Map.of("repository", "acme/app"))));

    private final LabCluster cluster = LAB.cluster();
    private final TestClient client = new TestClient(cluster);

    @AfterEach
    void closeClient() throws Exception {
        client.close();
    }

    private Answer join(String token, TokenShape shape) throws Exception {
        return client.join(token, cluster.issuer().mint(shape).reveal());
    }

    private static void refused(Answer answer, int status, String words) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(words);
    }

    @Test
    void everyPlatformsShape_withItsToken_joins() throws Exception {
        assertThat(join("deploy-github", Shapes.github()).status()).isEqualTo(200);
        assertThat(join("deploy-github", Shapes.githubImmutable()).status()).isEqualTo(200);
        assertThat(join("deploy-gitlab", Shapes.gitlab("lab-root")).status()).isEqualTo(200);
        assertThat(join("deploy-circleci", Shapes.circleci()).status()).isEqualTo(200);
        assertThat(join("deploy-spacelift", Shapes.spacelift()).status()).isEqualTo(200);
        assertThat(join("deploy-kubernetes", Shapes.kubernetes("lab-root")).status())
                .isEqualTo(200);
    }

    @Test
    void token_unknownOrExpired_isDeniedWithTheSameWords() throws Exception {
        refused(join("nothing", Shapes.github()), 403, NOT_FOUND);
        refused(join("deploy-old", Shapes.github()), 403, NOT_FOUND);
    }

    @Test
    void token_removedWhileRunning_isGone() throws Exception {
        cluster.addToken(LabToken.github("for-a-moment").allow(Map.of("repository", "acme/app")));
        cluster.removeToken("for-a-moment");

        refused(join("for-a-moment", Shapes.github()), 403, NOT_FOUND);
    }

    @Test
    void secret_secondUse_isDenied() throws Exception {
        cluster.addToken(LabToken.secret("once"));

        assertThat(client.join("once", "").status()).isEqualTo(200);
        refused(client.join("once", ""), 403, NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/other", "Acme/app", "acme/App", "acme/app ", "acme/*"})
    void claim_notExactlyTheRule_isDenied(String repository) throws Exception {
        refused(join("deploy-github", Shapes.github().with("repository", repository)), 403, NO_MATCH);
    }

    @Test
    void claim_missing_isDenied() throws Exception {
        refused(join("deploy-github", Shapes.github().without("repository")), 403, NO_MATCH);
        refused(join("deploy-circleci", Shapes.circleci().without("oidc.circleci.com/project-id")), 403, NO_MATCH);
    }

    @Test
    void rules_none_denyEverybody() throws Exception {
        refused(join("no-rules", Shapes.github()), 403, NO_MATCH);
    }

    @Test
    void sub_rule_tellsTheTwoFormsApart() throws Exception {
        cluster.addToken(LabToken.github("by-sub").allow(Map.of("sub", "repo:acme/app:ref:refs/heads/main")));

        assertThat(join("by-sub", Shapes.github()).status()).isEqualTo(200);
        refused(join("by-sub", Shapes.githubImmutable()), 403, NO_MATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "acme/*, acme/app, 200",
        "acme/a?p, acme/app, 200",
        "acme/*, acme/group/app, 200",
        "acme/*, other/app, 403",
        "acme/a.p, acme/app, 403",
        "acme/*, Acme/app, 403"
    })
    void glob_gitlabProjectPath_matchesWholeText(String rule, String path, int status) throws Exception {
        cluster.addToken(LabToken.gitlab("glob").allow(Map.of("project_path", rule)));

        assertThat(join("glob", Shapes.gitlab("lab-root").with("project_path", path))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void circleciContext_anyOfTheList_matches() throws Exception {
        cluster.addToken(
                LabToken.circleci("by-context").allow(Map.of("context_id", "33333333-0000-4000-8000-000000000003")));

        assertThat(join("by-context", Shapes.circleci()).status()).isEqualTo(200);
    }

    @Test
    void audience_wrong_is500WithBothAudiences() throws Exception {
        refused(
                join("deploy-gitlab", Shapes.gitlab("lab-root").withAudience("zz")),
                500,
                "oidc: expected audience \"lab-root\" got [\"zz\"]");
    }

    @Test
    void issuer_ofAnotherPlatform_is500WithBothIssuers() throws Exception {
        refused(
                join("deploy-github", Shapes.gitlab("lab-root")),
                500,
                "oidc: id token issued by a different provider, expected "
                        + "\"https://token.actions.githubusercontent.com\" got \"https://gitlab.com\"");
    }

    @Test
    void issuer_enterpriseServerAndSlug_areTheirOwn() throws Exception {
        assertThat(join("deploy-server", Shapes.github().withIssuer("https://ghes.example:8443/_services/token"))
                        .status())
                .isEqualTo(200);
        assertThat(join(
                                "deploy-slug",
                                Shapes.github().withIssuer(Shapes.github().issuer() + "/acme-inc"))
                        .status())
                .isEqualTo(200);
        assertThat(join("deploy-slug", Shapes.github()).status()).isEqualTo(500);
    }

    @Test
    void proof_expired_is500WithTheTime() throws Exception {
        Answer answer = join("deploy-github", Shapes.github().withLife(Duration.ofMinutes(-1)));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error())
                .matches(
                        "oidc: token is expired \\(Token Expiry: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+0000 UTC\\)");
    }

    @Test
    void proof_notYetValid_isDeniedBeyondTheLeeway() throws Exception {
        refused(
                join("deploy-github", Shapes.github().withNotBefore(Duration.ofMinutes(3))),
                403,
                "token not before in future");
        assertThat(join("deploy-github", Shapes.github().withNotBefore(Duration.ofMinutes(1)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void proof_malformedMissingOrForged_isRefused() throws Exception {
        Answer malformed = client.join("deploy-github", "not.a.jwt");
        assertThat(malformed.status()).isEqualTo(500);
        assertThat(malformed.error()).startsWith("oidc: malformed jwt: ");

        refused(client.join("deploy-gitlab", ""), 400, "IDToken not provided for gitlab join request");

        Issuer stranger = Issuer.create(Clock.systemUTC());
        Answer forged =
                client.join("deploy-github", stranger.mint(Shapes.github()).reveal());
        assertThat(forged.status()).isEqualTo(500);
        assertThat(forged.error()).startsWith("failed to verify signature");
    }

    @Test
    void proof_tamperedClaims_failsTheSignature() throws Exception {
        String[] good = cluster.issuer().mint(Shapes.github()).reveal().split("\\.", -1);
        String[] other = cluster.issuer()
                .mint(Shapes.github().with("actor", "mallory"))
                .reveal()
                .split("\\.", -1);

        Answer answer = client.join("deploy-github", good[0] + "." + other[1] + "." + good[2]);

        assertThat(answer.error()).startsWith("failed to verify signature");
    }

    @Test
    void kubernetes_wrongAudienceLifeOrBinding_isRefused() throws Exception {
        TokenShape good = Shapes.kubernetes("lab-root");

        Answer audience = join("deploy-kubernetes", good.withAudience("zz"));
        assertThat(audience.status()).isEqualTo(500);
        assertThat(audience.error()).endsWith("invalid audience claim (aud)");

        Answer life = join("deploy-kubernetes", good.withLife(Duration.ofMinutes(31)));
        assertThat(life.status()).isEqualTo(400);
        assertThat(life.error()).endsWith("TTL of less than 30m0s");

        Answer unbound = join("deploy-kubernetes", good.without("kubernetes.io"));
        assertThat(unbound.status()).isEqualTo(400);
        assertThat(unbound.error()).endsWith("requires the use of projected pod bound service account token");

        refused(
                join("deploy-kubernetes", good.with("sub", "system:serviceaccount:ci:other")),
                403,
                "kubernetes token did not match any allow rules");
    }

    @Test
    void bot_lockedOrMissing_isDenied() throws Exception {
        refused(
                join("deploy-locked", Shapes.github()),
                403,
                "lock targeting User:\"bot-locked\" is in force: under investigation");
        refused(join("deploy-nobody", Shapes.github()), 403, "access denied");
    }

    @Test
    void genericOidc_onTheOlderService_isRefused() throws Exception {
        assertThat(join("deploy-jenkins", Shapes.jenkins("lab-root")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public_tls_key", "role", "token"})
    void body_withoutAField_isRefusedAndNotAnInternalError(String field) throws Exception {
        Map<String, Object> body = new HashMap<>(client.joinBody(
                "deploy-github", cluster.issuer().mint(Shapes.github()).reveal(), null));
        body.remove(field);

        assertThat(client.post("/v1/webapi/host/credentials", body).status()).isEqualTo(400);
    }

    @Test
    void body_notJson_isABadParameter() throws Exception {
        Answer answer =
                TestClient.http(client.web("http/1.1"), "POST", "/v1/webapi/host/credentials", "token=deploy-github");

        assertThat(answer.status()).isEqualTo(400);
    }
}
