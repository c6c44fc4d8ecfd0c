package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal: its code, one join attempt and no more, the claims beside it, and nothing left behind. */
class RefusalsTest {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(builder -> builder.bot("locked", "ci")
            .role(LabRole.of("admin", "root"))
            .lock("locked", "under investigation")
            .joinToken(LabToken.gitlab("deploy-locked").bot("locked").allow(Map.of("project_path", "acme/app")))
            .joinToken(LabToken.gitlab("deploy-nobody").bot("nobody").allow(Map.of("project_path", "acme/app")))
            .joinToken(LabToken.gitlab("deploy-old")
                    .allow(Map.of("project_path", "acme/app"))
                    .expires(Instant.EPOCH)));

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false)
            .bot("locked", "ci")
            .lock("locked", "under investigation")
            .joinToken(LabToken.gitlab("deploy-locked").bot("locked").allow(Map.of("project_path", "acme/app")))
            .joinToken(LabToken.gitlab("deploy-nobody").bot("nobody").allow(Map.of("project_path", "acme/app"))));

    @TempDir
    Path directory;

    private static LabCluster cluster(boolean older) {
        return (older ? OLD : NEW).cluster();
    }

    private FakeJob gitlab(boolean older, String token, TokenShape shape) throws IOException {
        return new FakeJob(cluster(older), directory)
                .option("token", token)
                .onGitLab(cluster(older).issuer().mint(shape));
    }

    private static TokenShape shape() {
        return Shapes.gitlab("lab-root");
    }

    private static MachineIdException refusedAfterOneJoin(FakeJob job, boolean older, ErrorCode code) {
        int joins = cluster(older).counters().joins();
        MachineIdException refusal = Logins.refused(job, code);
        assertThat(cluster(older).counters().joins() - joins)
                .as("join attempts")
                .isOne();
        assertThat(job.waits).as("waits").isEmpty();
        return refusal;
    }

    private static MachineIdException refusedWithoutAJoin(FakeJob job, boolean older, ErrorCode code) {
        int joins = cluster(older).counters().joins();
        MachineIdException refusal = Logins.refused(job, code);
        assertThat(cluster(older).counters().joins() - joins)
                .as("join attempts")
                .isZero();
        return refusal;
    }

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
        assertThat(refusedAfterOneJoin(gitlab(older, "deploy-nobody", shape()), older, ErrorCode.ACCESS_DENIED)
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void platformToken_missing_saysHowToGetIt(boolean older) throws Exception {
        FakeJob job = new FakeJob(cluster(older), directory)
                .option("token", "deploy-gitlab")
                .variable("GITLAB_CI", "true");

        assertThat(refusedWithoutAJoin(job, older, ErrorCode.PLATFORM_TOKEN_MISSING)
                        .advice())
                .contains("id_tokens");
    }

    @Test
    void surroundings_proveNothing_listsWhatWasLookedFor() throws Exception {
        FakeJob job = new FakeJob(NEW.cluster(), directory).option("token", "deploy-gitlab");

        assertThat(refusedWithoutAJoin(job, false, ErrorCode.NO_PROOF_FOUND).details())
                .hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pin_wrong_sendsNothing(boolean older) throws Exception {
        FakeJob job = gitlab(older, "deploy-gitlab", shape()).option("ca-pins", "sha256:" + "ab".repeat(32));

        MachineIdException refusal = refusedWithoutAJoin(job, older, ErrorCode.CA_PIN_MISMATCH);
        assertThat(refusal.details())
                .containsExactly(
                        "the cluster's authority has the pin " + cluster(older).caPin());
    }

    @Test
    void pin_halfOfARotation_isNotEnough() throws Exception {
        try (LabCluster rotating = LabCluster.builder().rotating().start()) {
            FakeJob job = new FakeJob(rotating, directory)
                    .option("token", "deploy-gitlab")
                    .option("ca-pins", "sha256:" + "ab".repeat(32))
                    .onGitLab(rotating.issuer().mint(shape()));

            Logins.refused(job, ErrorCode.CA_PIN_MISMATCH);
            assertThat(rotating.counters().joins()).isZero();
        }
    }

    @Test
    void authority_notTrusted_sendsNothing() throws Exception {
        Path stranger = directory.resolve("stranger.pem");
        Files.writeString(stranger, NEW.cluster().root().host().pem());
        FakeJob job = gitlab(false, "deploy-gitlab", shape()).option("ca-file", stranger.toString());

        assertThat(refusedWithoutAJoin(job, false, ErrorCode.UNTRUSTED_CERTIFICATE)
                        .advice())
                .contains("ca-file");
    }

    @Test
    void authorityFile_missing_isNamed() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape())
                .option("ca-file", directory.resolve("nowhere.pem").toString());

        assertThat(refusedWithoutAJoin(job, false, ErrorCode.INVALID_VALUE).details())
                .anyMatch(line -> line.contains("nowhere.pem"));
    }

    @Test
    void authServer_itsOwnAddress_isNotAvailable() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape());
        job.options.remove("proxy");
        job.option("auth-server", NEW.cluster().proxy());

        refusedWithoutAJoin(job, false, ErrorCode.INVALID_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"expect-cluster, other", "expect-bot, someone-else", "expect-roles, admin", "cluster-name, other"})
    void guard_otherIdentity_deliversNothing(String guard, String value) throws Exception {
        MachineIdException refusal = Logins.refused(
                gitlab(false, "deploy-gitlab", shape()).option(guard, value), ErrorCode.UNEXPECTED_IDENTITY);

        assertThat(refusal.render()).contains(guard, value);
    }

    @ParameterizedTest
    @CsvSource({"expect-cluster, lab-root", "expect-bot, ci", "expect-roles, ci", "cluster-name, lab-root"})
    void guard_thisIdentity_lets(String guard, String value) throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape()).option(guard, value);
        job.login().close();

        assertThat(job.filesLeft()).isEmpty();
    }

    @Test
    void directory_insideTheWorkspace_isRefusedBeforeAnyConnection() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape());
        job.option("directory", job.workspace.resolve("credentials").toString());
        int connections = NEW.cluster().counters().connections();

        refusedWithoutAJoin(job, false, ErrorCode.DIRECTORY_IN_WORKSPACE);
        assertThat(NEW.cluster().counters().connections()).isEqualTo(connections);
        assertThat(job.workspace).isEmptyDirectory();
    }

    @Test
    void directory_withCredentialsOfAnEarlierLogin_keepsThem() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape());
        Path kept = directory.resolve("kept");
        job.option("directory", kept.toString());
        var earlier = job.login();
        job.option("expect-bot", "someone-else");
        job.exported.clear();

        Logins.refused(job, ErrorCode.UNEXPECTED_IDENTITY);

        assertThat(Logins.identity(earlier).tls().getNotAfter()).isInTheFuture();
    }

    @Test
    void leaf_unknown_deliversNothing() throws Exception {
        FakeJob job = gitlab(false, "deploy-gitlab", shape()).option("outputs", "ssh:no-such-leaf");

        assertThat(Logins.refused(job, ErrorCode.TARGET_NOT_FOUND).details()).anyMatch(l -> l.contains("lab-leaf"));
    }
}
