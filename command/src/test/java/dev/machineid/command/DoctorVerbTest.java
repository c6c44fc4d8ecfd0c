package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorVerbTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            builder -> builder.role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofMinutes(20)))
                    .role(LabRole.of("guarded", "root").withSessionMfa().withDeviceTrust("required"))
                    .role(LabRole.of("humans", "ci").withDeviceTrust("required-for-humans"))
                    .bot("brief", "short", "ci")
                    .bot("stopped", "guarded")
                    .bot("partly", "guarded", "humans")
                    .joinToken(LabToken.github("deploy-stopped").bot("stopped").allow(Map.of("repository", "acme/app")))
                    .joinToken(LabToken.github("deploy-partly").bot("partly").allow(Map.of("repository", "acme/app")))
                    .joinToken(LabToken.github("deploy-brief").bot("brief").allow(Map.of("repository", "acme/app"))));

    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> below = Files.walk(directory)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("ca.pem") && !file.endsWith("java.args"))
                    .toList();
        }
    }

    @Test
    void healthyJob_everyCheckIsOkAndNothingIsLeft(LabCluster cluster) throws Exception {
        int joins = cluster.counters().joins();
        TestRun.Outcome outcome = run.run("doctor");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .containsPattern("ok +directory +\\S+ takes credentials that only this user reads")
                .containsPattern("ok +http-proxy +none for ")
                .containsPattern("ok +address +\\S+ is 127\\.0\\.0\\.1")
                .containsPattern("ok +proxy +cluster lab-root at ")
                .containsPattern("ok +tls +TLSv1\\.3, h2; certificate of ")
                .containsPattern("ok +version +Teleport \\S+ with TLS routing")
                .containsPattern("ok +clock +this machine's clock ")
                .containsPattern("ok +proof +join method github, with an id token good for ")
                .contains("claim repository = ")
                .containsPattern("skipped +join +not tried; with --join it is")
                .contains("0 failed, 1 skipped");
        assertThat(cluster.counters().joins()).isEqualTo(joins);
        assertThat(left()).isEmpty();
    }

    @Test
    void join_isTriedAndRemoved(LabCluster cluster) throws Exception {
        int joins = cluster.counters().joins();
        TestRun.Outcome outcome = run.run("doctor", "--join");
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out())
                .containsPattern("ok +join +joined, and removed what that brought")
                .contains("roles ci")
                .contains("0 skipped");
        assertThat(cluster.counters().joins()).isEqualTo(joins + 1);
        assertThat(left()).isEmpty();
    }

    @Test
    void join_refused_endsAsTheLoginWould() {
        run.variables.put("MACHINE_ID_OPT_TOKEN", "no-such-token");
        TestRun.Outcome outcome = run.run("doctor", "--join");
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out())
                .containsPattern("failed +join +error\\[MID-1201]")
                .contains("hint: list the cluster's");
    }

    @Test
    void shortLife_namesTheRoleThatIsTheLimit() {
        TestRun.Outcome outcome = run.run("doctor", "--join", "--token", "deploy-brief");
        assertThat(outcome.code()).as(outcome.out()).isZero();
        assertThat(outcome.out())
                .containsPattern("warning +life +20m of the 1h asked")
                .contains("role short: max_session_ttl 20m", "role ci: max_session_ttl 30h")
                .contains("hint: raise max_session_ttl of the role short, give the bot another role");
    }

    @Test
    void everyRoleAsksForWhatNoJobHas_fails() {
        TestRun.Outcome outcome = run.run("doctor", "--join", "--token", "deploy-stopped");
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out())
                .containsPattern("ok +join ")
                .containsPattern(
                        "failed +mfa +error\\[MID-1230]: the output identity cannot be used: the role guarded asks for")
                .containsPattern(
                        "failed +device +error\\[MID-1231]: the output identity cannot be used: the role guarded asks for");
    }

    @Test
    void oneRoleAsksForWhatNoJobHas_isAWarningThatNamesIt() {
        TestRun.Outcome outcome = run.run("doctor", "--join", "--token", "deploy-partly");
        assertThat(outcome.code()).as(outcome.out()).isZero();
        assertThat(outcome.out())
                .containsPattern("warning +mfa +the role guarded asks for a second factor")
                .containsPattern("warning +device +the role guarded asks for a trusted device");
    }

    @Test
    void clusterAsksForWhatNoJobHas_fails() throws Exception {
        try (LabCluster strict = LabCluster.builder()
                .asksForEveryConnection(true, "required-for-humans")
                .start()) {
            TestRun there = new TestRun(Files.createDirectories(directory.resolve("strict")), strict);
            TestRun.Outcome outcome = there.run("doctor", "--join");
            assertThat(outcome.code()).isEqualTo(5);
            assertThat(outcome.out())
                    .containsPattern(
                            "failed +mfa +error\\[MID-1230]: the output identity cannot be used: the cluster asks")
                    .containsPattern("ok +device ");
        }
    }

    @Test
    void missingProof_isSaidBesideAHealthyCluster() {
        run.variables.remove("ACTIONS_ID_TOKEN_REQUEST_URL");
        run.variables.remove("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        TestRun.Outcome outcome = run.run("doctor", "--join");
        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.out())
                .containsPattern("ok +proxy ")
                .containsPattern("failed +proof +error\\[MID-1102]")
                .contains("id-token: write")
                .containsPattern("skipped +join +not tried, because of what failed before");
    }

    @Test
    void clusterAway_proofIsExaminedAllTheSame() {
        run.variables.put("MACHINE_ID_OPT_PROXY", "127.0.0.1:1");
        TestRun.Outcome outcome = run.run("doctor");
        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.out())
                .containsPattern("failed +proxy +error\\[MID-1401]")
                .containsPattern("ok +proof ")
                .doesNotContain("ok       version");
    }

    @Test
    void untrustedCertificate_isSaid() {
        run.variables.remove("MACHINE_ID_OPT_CA_FILE");
        TestRun.Outcome outcome = run.run("doctor");
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out()).containsPattern("failed +proxy +error\\[MID-1301]");
    }

    @Test
    void hostUnknown_isSaidBeforeAnyConnection() {
        run.variables.put("MACHINE_ID_OPT_PROXY", "no-such-host.invalid:443");
        TestRun.Outcome outcome = run.run("doctor");
        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.out())
                .containsPattern("failed +address +error\\[MID-1403]")
                .doesNotContainPattern("(ok|failed) +proxy ");
    }

    @Test
    void httpProxy_isNamedWithoutItsPassword() {
        run.variables.put("HTTPS_PROXY", "http://user:hidden-word@127.0.0.1:1");
        TestRun.Outcome outcome = run.run("doctor");
        assertThat(outcome.out())
                .containsPattern("ok +http-proxy +connections go through 127\\.0\\.0\\.1:1")
                .containsPattern("skipped +address +the HTTP proxy looks up ")
                .doesNotContain("hidden-word");
    }

    @ParameterizedTest
    @ValueSource(ints = {-300, 300})
    void clockApart_isAWarningInSeconds(int seconds) {
        run.clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));
        TestRun.Outcome outcome = run.run("doctor");
        assertThat(outcome.out())
                .containsPattern("warning +clock +this machine's clock is (299|300|301) s "
                        + (seconds > 0 ? "ahead of" : "behind") + " the cluster's")
                .contains("set the clock by NTP");
    }

    @Test
    void otherCluster_failsItsGuard() {
        TestRun.Outcome outcome = run.run("doctor", "--expect-cluster", "production");
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out()).containsPattern("failed +guards +error\\[MID-1502]");
    }

    @Test
    void wrongOptions_areTheOnlyFinding() {
        run.variables.remove("MACHINE_ID_OPT_PROXY");
        TestRun.Outcome outcome = run.run("doctor", "--ttl", "soon");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out())
                .containsPattern("failed +options +error\\[MID-100\\d]")
                .contains("proxy")
                .contains("0 ok, 0 warning, 1 failed, 0 skipped");
    }

    @Test
    void directoryInUse_keepsItsCredentials() throws Exception {
        Path named = directory.resolve("named");
        assertThat(run.run("login", "--directory", named.toString()).code()).isZero();
        List<Path> before = left();
        TestRun.Outcome outcome = run.run("doctor", "--join", "--directory", named.toString());
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
        assertThat(left()).isEqualTo(before).isNotEmpty();
    }

    @Test
    void directoryInTheWorkspace_isRefused() {
        TestRun.Outcome outcome =
                run.run("doctor", "--directory", run.work.resolve("here").toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).containsPattern("failed +directory +error\\[MID-1602]");
        assertThat(run.work.resolve("here")).doesNotExist();
    }

    @Test
    void rules_whatDiffersIsAFact() throws Exception {
        Path rules = Files.writeString(directory.resolve("token.yaml"), """
                kind: token
                version: v2
                metadata: {name: deploy-github}
                spec:
                  roles: [Bot]
                  join_method: github
                  bot_name: ci
                  github:
                    allow: [{repository: Other/repo}]
                """);
        assertThat(run.run("doctor", "--rules", rules.toString()).out()).contains("repository");
    }

    @Test
    void json_isOneObjectForPrograms() {
        TestRun.Outcome outcome = run.run("doctor", "--json");
        assertThat(outcome.out())
                .startsWith("{\"healthy\":true,\"findings\":[{\"check\":\"directory\",\"state\":\"ok\",")
                .hasLineCount(1);
        assertThat(run.run("doctor", "--format", "json", "--proxy", "127.0.0.1:1")
                        .out())
                .startsWith("{\"healthy\":false,\"code\":\"MID-1401\",");
    }

    @Test
    void markdown_isATable() {
        assertThat(run.run("doctor", "--format", "markdown").out())
                .startsWith("### Machine ID doctor\n\n| | check | |\n")
                .contains("\n| ok | proxy | cluster lab-root at ");
    }

    @Test
    void unknownForm_isRefused() {
        TestRun.Outcome outcome = run.run("doctor", "--format", "html");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("write text, json or markdown");
    }

    @Test
    void output_holdsNoSecret(LabCluster cluster) {
        String secret = cluster.mint().requestToken().reveal();
        for (String form : List.of("text", "json", "markdown")) {
            TestRun.Outcome outcome = run.run("doctor", "--join", "--debug", "--format", form);
            assertThat(outcome.out() + outcome.err()).doesNotContain(secret).doesNotContain("eyJ");
        }
    }
}
