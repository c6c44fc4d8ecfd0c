package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal: its code, one join attempt and no more, the claims beside it, and nothing left behind. */
class RefusalsTest extends RefusingLabs {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void audience_wrong_namesBothAudiences(boolean older) throws Exception {
        MachineIdException refusal = refusedAfterOneJoin(
                gitlab(older, "deploy-gitlab", shape().withAudience("zz")), older, ErrorCode.WRONG_AUDIENCE);

        assertThat(refusal).isInstanceOf(DeniedException.class);
        assertThat(refusal.render()).contains("expected audience \"lab-root\" got [\"zz\"]", "aud = zz");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void issuer_wrong_namesBothIssuers(boolean older) throws Exception {
        assertThat(refusedAfterOneJoin(
                                gitlab(older, "deploy-gitlab", shape().withIssuer("https://gitlab.acme.example")),
                                older,
                                ErrorCode.WRONG_ISSUER)
                        .render())
                .contains("https://gitlab.com", "https://gitlab.acme.example");
    }

    @ParameterizedTest
    @CsvSource({"false, acme/other", "true, acme/other", "false, Acme/app", "true, Acme/app", "false, acme/APP"})
    void claim_otherThanTheRule_showsTheClaims(boolean older, String project) throws Exception {
        cluster(older).addToken(LabToken.gitlab("exact").allow(Map.of("project_path", "acme/app")));
        MachineIdException refusal = refusedAfterOneJoin(
                gitlab(older, "exact", shape().with("project_path", project)), older, ErrorCode.CLAIMS_REFUSED);

        assertThat(refusal.details()).anyMatch(line -> line.endsWith("project_path = " + project));
        assertThat(refusal.advice()).contains("tctl get token/exact", "upper and lower case");
        assertThat(refusal.render()).doesNotContain("octo@acme.example", "eyJ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void claim_otherThanTheRule_withTheRulesAtHand_namesTheField(boolean older) throws Exception {
        cluster(older).addToken(LabToken.gitlab("near").allow(Map.of("project_path", "acme/app", "ref", "main")));
        Path file = Files.writeString(
                directory.resolve("token.yaml"),
                "kind: token\nmetadata: {name: near}\nspec: {join_method: gitlab, gitlab: {allow: [{project_path: acme/app,"
                        + " ref: main}]}}");
        MachineIdException refusal = refusedAfterOneJoin(
                gitlab(older, "near", shape().with("ref", "dev")).option("rules", file.toString()),
                older,
                ErrorCode.CLAIMS_REFUSED);

        assertThat(refusal.details())
                .anyMatch(line -> line.endsWith("gitlab.allow[0].ref: the rule wants \"main\", the job has \"dev\""));
        assertThat(refusal.advice()).doesNotContain("tctl get");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void joinToken_unknown_isDenied(boolean older) throws Exception {
        MachineIdException refusal =
                refusedAfterOneJoin(gitlab(older, "nothing", shape()), older, ErrorCode.JOIN_TOKEN_UNKNOWN);

        assertThat(refusal.what()).contains("\"nothing\"");
    }

    @Test
    void joinToken_expired_isDeniedInTheSameWay() throws Exception {
        refusedAfterOneJoin(gitlab(false, "deploy-old", shape()), false, ErrorCode.JOIN_TOKEN_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void joinToken_thatLooksLikeASecret_isNotShown(boolean older) throws Exception {
        String pasted = "0123456789abcdef0123456789abcdef";
        MachineIdException refusal =
                refusedAfterOneJoin(gitlab(older, pasted, shape()), older, ErrorCode.JOIN_TOKEN_UNKNOWN);

        assertThat(refusal.render()).doesNotContain(pasted).contains("0123...");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idToken_expiredHere_isNeverSent(boolean older) throws Exception {
        int joins = cluster(older).counters().of("host/credentials");
        MachineIdException refusal = Logins.refused(
                gitlab(older, "deploy-gitlab", shape().withLife(Duration.ofMinutes(-1))),
                ErrorCode.PLATFORM_TOKEN_EXPIRED);

        assertThat(refusal.what()).contains("expired");
        assertThat(cluster(older).counters().of("host/credentials")).isEqualTo(joins);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idToken_notYetValid_isDenied(boolean older) throws Exception {
        refusedAfterOneJoin(
                gitlab(older, "deploy-gitlab", shape().withNotBefore(Duration.ofMinutes(5))),
                older,
                ErrorCode.ID_TOKEN_NOT_YET_VALID);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idToken_ofAStrangersKey_isDenied(boolean older) throws Exception {
        Secret forged = dev.machineid.lab.issuer.Issuer.create(java.time.Clock.systemUTC())
                .mint(shape());
        FakeJob job = new FakeJob(cluster(older), directory)
                .option("token", "deploy-gitlab")
                .onGitLab(forged);

        refusedAfterOneJoin(job, older, ErrorCode.ID_TOKEN_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bot_locked_saysSo(boolean older) throws Exception {
        assertThat(refusedAfterOneJoin(gitlab(older, "deploy-locked", shape()), older, ErrorCode.LOCKED)
                        .render())
                .contains("under investigation");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bot_missing_advisesToLookForIt(boolean older) throws Exception {
        assertThat(refusedAfterOneJoin(gitlab(older, "deploy-nobody", shape()), older, ErrorCode.BOT_MISSING)
                        .advice())
                .contains("spec.bot_name");
    }

    @ParameterizedTest
    @CsvSource({"false, admin", "false, no-such-role", "true, no-such-role"})
    void role_notTheBots_isRefused(boolean older, String role) throws Exception {
        MachineIdException refusal = refusedAfterOneJoin(
                gitlab(older, "deploy-gitlab", shape()).option("roles", role), older, ErrorCode.ROLE_REFUSED);

        assertThat(refusal.details()).contains("bot user: bot-ci", "roles asked for: " + role);
    }

    @Test
    void method_otherThanTheTokens_namesIt() throws Exception {
        MachineIdException refusal =
                refusedAfterOneJoin(gitlab(false, "deploy-github", shape()), false, ErrorCode.WRONG_JOIN_METHOD);

        assertThat(refusal.render()).contains("only supports method \"github\"");
    }

    @Test
    void method_otherThanTheTokensOnAnOldServer_isTheIssuersFault() throws Exception {
        refusedAfterOneJoin(gitlab(true, "deploy-github", shape()), true, ErrorCode.WRONG_ISSUER);
    }
}
