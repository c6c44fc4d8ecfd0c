package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.Shapes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabClusterExtension.class)
class LoginVerbTest {
    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    @Test
    void login_printsOnlyVariablesThatARealShellTakes() throws Exception {
        TestRun.Outcome outcome = run.run("login", "--ssh", "--outputs", "identity", "--ttl", "20m");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).isNotEmpty().allMatch(line -> line.matches("export [A-Z_]+='[^']*'"));
        Map<String, String> variables = TestRun.exported(outcome.out());
        assertThat(Path.of(TestRun.of(variables, "MACHINE_ID_IDENTITY_FILE"))).isRegularFile();
        assertThat(Path.of(TestRun.of(variables, "MACHINE_ID_SSH_CONFIG"))).isRegularFile();
        assertThat(outcome.err())
                .contains("bot ci in lab-root")
                .contains("joined by github")
                .contains("valid until");
        TestRun.Outcome shell =
                run.command("sh", "-c", "eval \"$1\"; printf %s \"$MACHINE_ID_CLUSTER\"", "sh", outcome.out());
        assertThat(shell.out()).isEqualTo("lab-root");
    }

    @Test
    void login_withPrefix_putsItInFrontOfEveryName() {
        TestRun.Outcome outcome = run.run("login", "--prefix", "READ_");
        assertThat(TestRun.exported(outcome.out()).keySet())
                .contains("READ_MACHINE_ID_DIR")
                .allMatch(name -> name.startsWith("READ_"));
    }

    @Test
    void login_withExportEnvFalse_printsNothingAndSaysWhere() throws Exception {
        TestRun.Outcome outcome = run.run("login", "--export-env=false");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("files in " + run.temporary.toRealPath());
    }

    @Test
    void login_withAppend_addsToTheFileAndPrintsNothing() throws Exception {
        Files.writeString(run.work.resolve("env"), "OLD=1\n");
        TestRun.Outcome outcome = run.run("login", "--format", "dotenv", "--append", "env");
        assertThat(outcome.out()).isEmpty();
        assertThat(Files.readAllLines(run.work.resolve("env")))
                .startsWith("OLD=1")
                .contains("MACHINE_ID_CLUSTER=lab-root");
    }

    @Test
    void login_withAppendToALink_isRefusedBeforeAnythingIsAsked() throws Exception {
        Files.createSymbolicLink(run.work.resolve("env"), run.work.resolve("target"));
        TestRun.Outcome outcome = run.run("login", "--append", "env");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("MID-1603");
        assertThat(run.files()).isZero();
    }

    @Test
    void login_withJson_printsOneObjectWithDirectoryAndEnvironment() {
        TestRun.Outcome outcome = run.run("login", "--json");
        assertThat(outcome.out())
                .startsWith("{\"directory\":\"")
                .contains("\"environment\":{\"MACHINE_ID_DIR\":")
                .contains("\"cluster\":\"lab-root\"")
                .contains("\"join_method\":\"github\"")
                .endsWith("}\n")
                .hasLineCount(1);
        assertThat(run.run("login", "--json", "--format", "shell").err()).contains("MID-1004");
    }

    @Test
    void options_winInTheirOrder() throws Exception {
        Files.writeString(run.work.resolve("file.yaml"), "ttl: 11m\ntoken: from-file\nexpect-cluster: from-file\n");
        run.variables.put("MACHINE_ID_OPT_EXPECT_CLUSTER", "from-variable");
        run.variables.put("MACHINE_ID_OPT_CONFIG", "file.yaml");

        TestRun.Outcome refused = run.run("login");
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).contains("MID-1502").contains("from-variable");

        TestRun.Outcome outcome = run.run("login", "--expect-cluster", "lab-root");
        assertThat(outcome.err()).contains("asked 11m");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void configFile_withSeveralIdentities_needsAName() throws Exception {
        Files.writeString(
                run.work.resolve("file.yaml"), "identities:\n  deploy:\n    ttl: 12m\n  read:\n    ttl: 13m\n");
        TestRun.Outcome none = run.run("login", "--config", "file.yaml");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("several identities").contains("deploy, read");
        assertThat(run.run("login", "--config", "file.yaml", "--identity", "write")
                        .err())
                .contains("no identity \"write\"")
                .contains("deploy, read");
        assertThat(run.run("login", "--config", "file.yaml", "--identity", "read")
                        .err())
                .contains("asked 13m");
        assertThat(run.run("login", "--identity", "read").err()).contains("MID-1003");
    }

    @Test
    void rules_ofAMissingFile_stopTheLoginBeforeItsJoin() {
        TestRun.Outcome outcome = run.run("login", "--rules", "none.yaml");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("MID-1006", "none.yaml").doesNotContain("joined");
    }

    @Test
    void login_toBeRenewed_leadsToTheNewestGeneration() {
        Map<String, String> fixed = TestRun.exported(run.run("login").out());
        Map<String, String> following =
                TestRun.exported(run.run("login", "--renew").out());

        assertThat(Path.of(TestRun.of(fixed, "MACHINE_ID_DIR")).getFileName()).hasToString("1");
        assertThat(Path.of(TestRun.of(following, "MACHINE_ID_DIR")).getFileName())
                .hasToString("current");
    }

    @Test
    void dryRun_joinsNothingAndWritesNothing() throws Exception {
        TestRun.Outcome outcome = run.run("login", "--dry-run", "--ssh");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("dry run: would join lab-root")
                .contains("by github")
                .contains("nothing was joined");
        assertThat(run.files()).isZero();
        assertThat(run.run("login", "--dry-run", "--expect-cluster", "other").code())
                .isEqualTo(5);
        run.variables.remove("GITHUB_ACTIONS");
        assertThat(run.run("login", "--dry-run").code()).isEqualTo(4);
    }

    @Test
    void missingLauncher_isTold_onlyWhereSshWants() {
        run.launcher = new Launcher(java.util.List.of(), "no jar here");
        assertThat(run.run("login", "--ssh").err()).contains("notice: no jar here; ssh will connect with openssl");
        assertThat(run.run("login").err()).doesNotContain("no jar here");
        assertThat(run.run("login", "--outputs", "ssh,proxy-command=openssl").err())
                .contains("outputs ssh,proxy-command=openssl")
                .doesNotContain("no jar here");
        assertThat(run.run("login", "--outputs", "ssh,proxy-command=netcat").code())
                .isEqualTo(2);
    }

    @Test
    void everyFamilyOfFailures_hasItsExitCode_andLeavesNothing(LabCluster cluster, Issuer issuer) throws Exception {
        assertThat(run.run("login", "--ttl", "nonsense").code()).isEqualTo(2);
        assertThat(run.run("login", "--directory", "inside").code()).isEqualTo(2);
        assertThat(run.run("login", "--token", "no-such-token").code()).isEqualTo(5);
        assertThat(run.run("login", "--expect-bot", "other").code()).isEqualTo(5);
        run.variables.put(
                "MY_TOKEN",
                issuer.mint(Shapes.jenkins("lab-root").withLife(Duration.ofMinutes(-1)))
                        .reveal());
        assertThat(run.run("login", "--token", "deploy-jenkins", "--oidc-env", "MY_TOKEN")
                        .code())
                .isEqualTo(4);
        TestRun.Outcome fault = run.run("login", "--proxy", "localhost:1", "--timeout", "5s");
        assertThat(fault.code()).isEqualTo(6);
        assertThat(fault.err()).contains("MID-1401");
        assertThat(run.files()).isZero();
        run.variables.remove("MACHINE_ID_OPT_CA_FILE");
        TestRun.Outcome untrusted = run.run("login");
        assertThat(untrusted.code()).isEqualTo(5);
        assertThat(untrusted.err()).contains("MID-1301");
    }

    @Test
    void unexpectedFault_isInternal_withATraceOnlyForDebug() {
        run.clock = new java.time.Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return java.time.ZoneOffset.UTC;
            }

            @Override
            public java.time.Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public java.time.Instant instant() {
                throw new UnsupportedOperationException("broken on purpose");
            }
        };
        TestRun.Outcome plain = run.run("login");
        assertThat(plain.code()).isEqualTo(70);
        assertThat(plain.err())
                .contains("error[MID-1999]")
                .doesNotContain("\tat ")
                .doesNotContain("on purpose");
        assertThat(run.run("login", "--debug").err())
                .contains("broken on purpose")
                .contains("debug: at ");
    }

    @Test
    void secrets_neverShowUp_evenWithDebug(LabCluster cluster, Issuer issuer) throws Exception {
        String canary = "canary-0123456789-secret";
        run.variables.put("DEPLOY_TOKEN", canary);
        run.variables.put("JOIN", canary + "-join");
        String request = cluster.mint().requestToken().reveal();
        StringBuilder all = new StringBuilder();
        for (String[] line : new String[][] {
            {"login", "--debug", "--ssh"},
            {"login", "--debug", "--token", "no-such-token"},
            {"login", "--debug", "--secret-env", "JOIN", "--join-method", "token"},
            {"login", "--debug", "--oidc-env", "DEPLOY_TOKEN", "--join-method", "generic_oidc"},
            {"login", "--debug", "--token", canary, "--ttl", canary},
            {"login", "--debug", "--" + canary},
            {"login", "--debug", "--secret=" + canary},
            {"exec", "--debug", "--", "true"}
        }) {
            TestRun.Outcome outcome = run.run(line);
            all.append(outcome.out()).append(outcome.err());
        }
        assertThat(all.toString())
                .contains("debug: ")
                .doesNotContain(canary)
                .doesNotContain(request)
                .doesNotContain("PRIVATE KEY")
                .doesNotContainPattern("eyJ[A-Za-z0-9_-]{9,}");
    }
}
