package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.machineid.session.Renewer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Blocks that take what {@code machine-id daemon} keeps, and the state that a controller does not keep. */
@WithJenkins
@Timeout(600)
class DaemonTest {
    @TempDir
    Path directory;

    /** What the daemon does, once. */
    private void keep(Lab lab, Path kept, int generation) throws Exception {
        Path program = directory.resolve("program" + generation + ".jar");
        try (InputStream content = Objects.requireNonNull(Renewer.class.getResourceAsStream("machine-id.jar"))) {
            Files.copy(content, program);
        }
        Path file = Files.writeString(
                directory.resolve("daemon.yaml"),
                "proxy: " + lab.proxy() + "\nca-file: " + lab.authorityFile() + "\ntoken: deploy-jenkins"
                        + "\njoin-method: generic_oidc\noidc-env: ID\nssh: true\ndirectory: " + kept + "\n");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        program.toString(),
                        "daemon",
                        "--config",
                        file.toString(),
                        "--once")
                .redirectErrorStream(true);
        builder.environment().put("ID", lab.mint("jenkins"));
        Process once = builder.start();
        String said = new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(once.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(once.exitValue()).as(said).isZero();
        assertThat(kept.resolve("generations/" + generation + "/identity")).isRegularFile();
    }

    @Test
    void block_fromADaemon_copiesItsGeneration_andTheNewerOneInTheMiddle(JenkinsRule jenkins) throws Exception {
        System.setProperty(Renewer.class.getName() + ".seconds", "3");
        try (Lab lab = Lab.start(directory.resolve("lab"))) {
            Fixture.configure(lab);
            Path kept = directory.toRealPath().resolve("kept");
            keep(lab, kept, 1);

            WorkflowRun run = Fixture.pipeline(
                            jenkins,
                            "copied",
                            "node { withMachineId(fromDaemon: '" + kept + "', ssh: true) { " + Fixture.SSH + "; "
                                    + Fixture.WAIT + "; " + Fixture.SSH + " } }")
                    .scheduleBuild2(0)
                    .waitForStart();
            jenkins.waitForMessage("inside now", run);
            keep(lab, kept, 2);
            Path own = Fixture.workspaces(jenkins);
            String key = Files.readString(kept.resolve("generations/2/key"));
            Fixture.until("the newer generation is copied", () -> holds(own, key));
            Files.writeString(own.resolve("copied/go"), "");

            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            assertThat(JenkinsRule.getLog(run).split("reached the node", -1)).hasSizeGreaterThan(2);
            assertThat(Fixture.files(own)).isEmpty();
            assertThat(kept.resolve("current/identity")).isRegularFile();
        } finally {
            System.clearProperty(Renewer.class.getName() + ".seconds");
        }
    }

    private static boolean holds(Path below, String key) throws Exception {
        for (Path file : Fixture.files(below)) {
            if (Files.isRegularFile(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).contains(key.strip())) {
                return true;
            }
        }
        return false;
    }

    @Test
    void block_fromADaemonThatIsNotThere_isExplained(JenkinsRule jenkins) throws Exception {
        try (Lab lab = Lab.start(directory.resolve("lab"))) {
            Fixture.configure(lab);

            WorkflowRun run = Fixture.fails(
                    jenkins, "absent", "node { withMachineId(fromDaemon: '" + directory.resolve("none") + "') { } }");

            jenkins.assertLogContains("MID-1814", run);
            jenkins.assertLogNotContains("\tat ", run);
        }
    }

    @Test
    void controllerJoin_withAStateDirectory_isRefused_andNothingIsSpent(JenkinsRule jenkins) throws Exception {
        try (Lab lab = Lab.start(directory.resolve("lab"))) {
            Fixture.configure(lab);
            Fixture.credential(Fixture.CREDENTIAL, "deploy-secret");
            Path state = directory.resolve("state");

            WorkflowRun run = Fixture.fails(
                    jenkins,
                    "stateful",
                    "node { withMachineId(joinOn: 'controller', joinMethod: 'token', stateDirectory: '" + state
                            + "') { } }");

            jenkins.assertLogContains("stateDirectory names a directory on the agent", run);
            assertThat(state).doesNotExist();
        }
    }
}
