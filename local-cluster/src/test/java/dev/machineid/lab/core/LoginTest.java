package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Lives, choices of method, faults that pass, and what is said about it all. */
class LoginTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            builder -> builder.role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofMinutes(20)))
                    .role(LabRole.of("root-only", "root"))
                    .bot("brief", "short")
                    .bot("both", "ci", "root-only")
                    .joinToken(LabToken.github("deploy-brief").bot("brief").allow(Map.of("repository", "acme/app")))
                    .joinToken(LabToken.github("deploy-both").bot("both").allow(Map.of("repository", "acme/app"))));

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();

    private FakeJob github(String token) throws IOException {
        return new FakeJob(cluster, directory).option("token", token).onGitHub(cluster);
    }

    @AfterEach
    void mintAnswersAgain() {
        cluster.mint().failNext(0, 200);
    }

    @Test
    void ttl_of48Hours_becomes24WithAWarning() throws Exception {
        FakeJob job = github("deploy-github").option("ttl", "48h");
        try (Login login = job.login()) {
            assertThat(login.report().asked()).isEqualTo(Duration.ofDays(2));
            assertThat(login.report().granted()).isBetween(Duration.ofMinutes(1439), Duration.ofMinutes(1441));
            assertThat(login.report().warnings()).isEmpty();
        }
        assertThat(job.warnings).singleElement().asString().contains("48h", "24h");
    }

    @Test
    void ttl_aboveTheRolesLimit_isReportedAsAskedAndGranted() throws Exception {
        try (Login login = github("deploy-brief").login()) {
            assertThat(login.report().asked()).isEqualTo(Duration.ofHours(1));
            assertThat(login.report().granted()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21));
            assertThat(login.report().warnings())
                    .singleElement()
                    .asString()
                    .contains("granted 20m", "1h", "max_session_ttl", "short");
            assertThat(login.report().text()).contains("asked 1h, granted 20m");
            assertThat(login.report().json()).contains("\"asked_seconds\":3600");
            assertThat(login.environment().get("MACHINE_ID_EXPIRES"))
                    .isEqualTo(login.report()
                            .expires()
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            .toString());
        }
    }

    @Test
    void roles_someOfTheBots_areAllTheCredentialsCarry() throws Exception {
        try (Login login = github("deploy-both").option("roles", "root-only").login()) {
            assertThat(login.report().roles()).containsExactly("root-only");
            assertThat(login.report().logins()).containsExactly("root");
        }
        try (Login login = github("deploy-both").login()) {
            assertThat(login.report().roles()).containsExactly("ci", "root-only");
        }
    }

    @Test
    void auto_severalMethodsApply_theServersIsTaken() throws Exception {
        FakeJob job = github("deploy-kubernetes");
        Path file = job.file("pod-token", cluster.issuer().mint(Shapes.kubernetes("lab-root")));
        job.variable("KUBERNETES_TOKEN_PATH", file.toString());
        int joins = cluster.counters().joins();

        try (Login login = job.login()) {
            assertThat(login.report().method()).isEqualTo("kubernetes");
            assertThat(login.report().alsoFound()).containsExactly("github");
            assertThat(login.report().text()).contains("also possible here: github");
        }
        assertThat(cluster.counters().joins() - joins).isOne();
    }

    @Test
    void auto_theFirstMethodsProofFailsButTheServerNamesTheOther_joins() throws Exception {
        cluster.mint().failNext(1, 403);
        FakeJob job = github("deploy-kubernetes");
        Path file = job.file("pod-token", cluster.issuer().mint(Shapes.kubernetes("lab-root")));

        try (Login login =
                job.variable("KUBERNETES_TOKEN_PATH", file.toString()).login()) {
            assertThat(login.report().method()).isEqualTo("kubernetes");
        }
    }

    @Test
    void method_namedByTheJob_isNotChangedByTheServer() throws Exception {
        FakeJob job = github("deploy-kubernetes").option("join-method", "github");
        Path file = job.file("pod-token", cluster.issuer().mint(Shapes.kubernetes("lab-root")));

        Logins.refused(job.variable("KUBERNETES_TOKEN_PATH", file.toString()), ErrorCode.WRONG_JOIN_METHOD);
    }

    @Test
    void mint_failsTwice_isAskedAgain() throws Exception {
        cluster.mint().failNext(2, 500);
        int calls = cluster.mint().calls();
        int joins = cluster.counters().joins();
        FakeJob job = github("deploy-github");
        job.login().close();

        assertThat(cluster.mint().calls() - calls).isEqualTo(3);
        assertThat(cluster.counters().joins() - joins).isOne();
        assertThat(job.waits).hasSize(2);
        assertThat(job.notices).hasSize(2).allMatch(text -> text.contains("MID-1103"));
    }

    @Test
    void mint_failsForEver_isGivenUpOnce() throws Exception {
        cluster.mint().failNext(1000, 500);
        int calls = cluster.mint().calls();
        int joins = cluster.counters().joins();

        Logins.refused(github("deploy-github"), ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);

        assertThat(cluster.mint().calls() - calls).isEqualTo(5);
        assertThat(cluster.counters().joins() - joins).isLessThan(2);
    }

    @Test
    void mint_refuses_isNotAskedAgain() throws Exception {
        cluster.mint().failNext(1, 403);
        int calls = cluster.mint().calls();
        FakeJob job = github("deploy-github");

        Logins.refused(job, ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED);

        assertThat(cluster.mint().calls() - calls).isOne();
        assertThat(job.waits).isEmpty();
    }

    @Test
    void variables_areExportedUnderThePrefixOnlyWhereAsked() throws Exception {
        FakeJob quiet = github("deploy-github").option("export-env", "false");
        quiet.login().close();
        assertThat(quiet.exported).isEmpty();

        FakeJob job = github("deploy-github").option("export-env", "true").option("prefix", "A_");
        try (Login login = job.login()) {
            assertThat(job.exported).isEqualTo(login.environment());
            assertThat(job.exported.keySet()).allMatch(name -> name.startsWith("A_"));
        }
    }

    @Test
    void directory_ofTheJob_isFilledAgainByTheNextLogin() throws Exception {
        Path own = directory.resolve("own");
        FakeJob job = github("deploy-github").option("directory", own.toString());
        StoredIdentity first = Logins.identity(job.login());
        Login second = job.login();

        assertThat(Logins.identity(second).tls()).isNotEqualTo(first.tls());
        assertThat(second.directory()).isEqualTo(own);
        Logins.onlyTheOwnerMayRead(own);
        second.close();
        second.close();
        assertThat(own).doesNotExist();
    }

    @Test
    void secrets_ofALogin_areSaidNowhere() throws Exception {
        Secret idToken = cluster.issuer().mint(Shapes.gitlab("lab-root"));
        FakeJob job = new FakeJob(cluster, directory)
                .option("token", "deploy-gitlab")
                .option("debug", "true")
                .option("export-env", "true")
                .option("outputs", "identity ssh")
                .onGitLab(idToken);
        List<String> canaries = new ArrayList<>(forms(idToken.reveal()));
        List<String> public_ = new ArrayList<>();
        try (Login login = job.login()) {
            StoredIdentity identity = Logins.identity(login);
            byte[] key = identity.privateKey().getEncoded();
            canaries.addAll(forms(key));
            canaries.add(base64(key).substring(40, 80));
            public_.add(login.report().text());
            public_.add(login.report().json());
            public_.add(login.report().toString());
            Object whole = login;
            public_.add(whole.toString());
            public_.add(identity.toString());
            assertThat(job.masks)
                    .as("the key is masked line by line")
                    .anyMatch(mask -> base64(key).startsWith(mask.reveal()));
        }
        public_.addAll(job.said);
        assertThat(public_)
                .allSatisfy(text -> canaries.forEach(canary -> assertThat(text).doesNotContain(canary)));
    }

    @Test
    void secrets_ofARefusal_areSaidNowhere() throws Exception {
        Secret idToken = cluster.issuer().mint(Shapes.gitlab("lab-root").with("project_path", "other/app"));
        FakeJob job = new FakeJob(cluster, directory)
                .option("token", "deploy-gitlab")
                .option("debug", "true")
                .onGitLab(idToken);

        MachineIdException refusal = Logins.refused(job, ErrorCode.CLAIMS_REFUSED);

        List<String> texts = new ArrayList<>(job.said);
        texts.add(refusal.render());
        texts.add(stackTrace(refusal));
        List<String> canaries = forms(idToken.reveal());
        assertThat(texts)
                .allSatisfy(text -> canaries.forEach(canary -> assertThat(text).doesNotContain(canary)));
    }

    @Test
    void workspace_allowedByTheJob_mayHoldCredentials() throws Exception {
        FakeJob job = github("deploy-github").option("allow-workspace", "true");
        Path inside = job.workspace.resolve("credentials");
        job.option("directory", inside.toString());
        try (Login login = job.login()) {
            assertThat(login.directory()).isEqualTo(inside);
            assertThat(Files.exists(inside)).isTrue();
        }
        assertThat(job.filesLeft()).isEmpty();
    }

    private static String stackTrace(Throwable failure) {
        var text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    /** The ways a secret has been found in logs: as it is, in base64 of either alphabet, in hexadecimal, cut. */
    private static List<String> forms(String secret) {
        List<String> forms = new ArrayList<>(forms(secret.getBytes(StandardCharsets.UTF_8)));
        forms.add(secret);
        forms.add(secret.substring(secret.length() - 40));
        return forms;
    }

    private static List<String> forms(byte[] secret) {
        return List.of(
                base64(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                HexFormat.of().formatHex(secret),
                HexFormat.of().withUpperCase().formatHex(secret));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
