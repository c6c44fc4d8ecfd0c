package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.Shapes;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LabClusterExtension.class)
class ExecVerbTest {
    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    @Test
    void command_hasCredentialsWhileItRuns_andNothingStays() throws Exception {
        TestRun.Outcome outcome = run.run(
                "exec",
                "--ttl",
                "10m",
                "--",
                "sh",
                "-c",
                "head -n 1 \"$TELEPORT_IDENTITY_FILE\" > seen && env > variables");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(run.work.resolve("seen")).hasContent("-----BEGIN PRIVATE KEY-----");
        assertThat(Files.readString(run.work.resolve("variables")))
                .contains("MACHINE_ID_CLUSTER=lab-root")
                .contains("ACTIONS_ID_TOKEN_REQUEST_TOKEN=")
                .contains("MACHINE_ID_OPT_PROXY=");
        assertThat(run.files()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void exitCode_isTheCommandsOwn(int code) throws Exception {
        assertThat(run.run("exec", "--", "sh", "-c", "exit " + code).code()).isEqualTo(code);
        assertThat(run.files()).isZero();
    }

    @Test
    void command_endedByASignal_gives128AndItsNumber() {
        assertThat(run.run("exec", "--", "sh", "-c", "kill -KILL $$").code()).isEqualTo(137);
    }

    @Test
    void commandThatIsNotThere_is127_withoutALogin(LabCluster cluster) throws Exception {
        TestRun.Outcome outcome = run.run("exec", "--", "no-such-command-here");
        assertThat(outcome.code()).isEqualTo(127);
        assertThat(outcome.err()).contains("error[MID-1701]").contains("no-such-command-here");
        Files.createFile(run.work.resolve("data"));
        assertThat(run.run("exec", "--", "./data").code()).isEqualTo(126);
        Files.writeString(run.work.resolve("broken"), "#!/no/such/interpreter\n");
        assertThat(run.work.resolve("broken").toFile().setExecutable(true)).isTrue();
        assertThat(run.run("exec", "--", "./broken").code()).isEqualTo(126);
        assertThat(run.files()).isZero();
    }

    @Test
    void lineWithoutACommand_isRefused() {
        assertThat(run.run("exec").err()).contains("no command behind --");
        assertThat(run.run("exec", "--").code()).isEqualTo(2);
        assertThat(run.run("exec", "ls", "--", "ls").err()).contains("between the options and --");
    }

    @Test
    void dryRun_startsNothing() {
        TestRun.Outcome outcome = run.run("exec", "--dry-run", "--", "touch", "started");
        assertThat(outcome.code()).isZero();
        assertThat(run.work.resolve("started")).doesNotExist();
    }

    @Test
    void variableThatHeldTheProof_isNotHandedOn(LabCluster cluster, Issuer issuer) throws Exception {
        String token = issuer.mint(Shapes.gitlab("lab-root")).reveal();
        List.of("GITHUB_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
                .forEach(run.variables::remove);
        run.variables.put("GITLAB_CI", "true");
        run.variables.put("MACHINE_ID_OPT_TOKEN", "deploy-gitlab");
        run.variables.put("TBOT_GITLAB_JWT", token);
        run.variables.put("CIRCLE_OIDC_TOKEN", "another-platforms");
        assertThat(run.run("exec", "--", "sh", "-c", "env > variables").code()).isZero();
        assertThat(Files.readString(run.work.resolve("variables")))
                .doesNotContain("TBOT_GITLAB_JWT")
                .contains("CIRCLE_OIDC_TOKEN=another-platforms");

        run.variables.remove("TBOT_GITLAB_JWT");
        run.variables.put("MINE", token);
        assertThat(run.run("exec", "--oidc-env", "MINE", "--", "sh", "-c", "env > variables")
                        .code())
                .isZero();
        assertThat(Files.readString(run.work.resolve("variables")))
                .contains("GITLAB_CI=true")
                .doesNotContain("MINE=");
    }

    @Test
    void standardStreams_areTheCommands() throws Exception {
        run.input = "from the caller\n".getBytes(StandardCharsets.UTF_8);
        TestRun.Outcome outcome = run.finish(run.start("exec", "--", "sh", "-c", "cat; echo aside >&2; exit 42"));
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(42);
        assertThat(outcome.out()).isEqualTo("from the caller\n");
        assertThat(outcome.err()).contains("aside\n").contains("joined by github");
        assertThat(run.files()).isZero();
    }

    private Process running(String script) throws Exception {
        Process process = run.start("exec", "--", "sh", "-c", script);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).as("%s", "the command's first line").isEqualTo("ready");
        return process;
    }

    @ParameterizedTest
    @CsvSource({"TERM", "INT", "HUP"})
    void signal_reachesTheCommand_andTheFilesGo(String signal) throws Exception {
        Process process = running("trap 'touch got-it; exit 143' TERM; echo ready; while :; do sleep 0.05; done");
        assertThat(run.files()).isPositive();
        assertThat(run.command("kill", "-" + signal, Long.toString(process.pid()))
                        .code())
                .isZero();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(run.work.resolve("got-it")).exists();
        assertThat(run.files()).isZero();
    }

    @Test
    void signal_toACommandWithItsOwnEnd_givesItsOwnCode() throws Exception {
        Process process = running("trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(7);
        assertThat(run.files()).isZero();
    }

    @Test
    void killedProgram_leavesWhatTheNextRunRemoves() throws Exception {
        Process process = running("echo $$ > child; echo ready; exec sleep 60");
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.files()).isPositive();
        run.command("kill", Files.readString(run.work.resolve("child")).strip());

        TestRun.Outcome next = run.run("exec", "--", "true");
        assertThat(next.err()).contains("removed what 1 earlier run(s) left behind");
        assertThat(run.files()).isZero();
    }
}
