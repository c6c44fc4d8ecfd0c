package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Tunnels and the ssh multiplexer of a block, in a genuine Jenkins: its end, an abort, a restart of the controller. */
@Timeout(600)
class TunnelTest {
    private static final String CURL = "sh 'curl -sS \"http://$MACHINE_ID_APPLICATION_TUNNEL/x\"'";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    Path directory;

    private Lab lab;
    private List<ProcessHandle> before = List.of();

    @BeforeEach
    void start() {
        lab = Lab.start(directory.resolve("lab"));
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private static List<ProcessHandle> serving(JenkinsRule jenkins) {
        String root = Fixture.workspaces(jenkins).toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(" serve ") && line.contains(root))
                        .isPresent())
                .toList();
    }

    private static void nothingIsLeft(JenkinsRule jenkins) throws Exception {
        Fixture.until("its processes ended", () -> serving(jenkins).isEmpty());
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void block_withTunnelAndMultiplexer_isServed_onAgentAndControllerJoins_andLeavesNothing() throws Throwable {
        sessions.then(jenkins -> {
            Fixture.configure(lab);
            for (String where : List.of("agent", "controller")) {
                WorkflowRun run = Fixture.passes(
                        jenkins,
                        where,
                        "node { withMachineId(joinOn: '" + where
                                + "', sshMultiplexer: true, outputs: [ssh(), application(name: 'hello', port: 'auto')]) { "
                                + CURL + "; " + Fixture.SSH + " }; sh 'test -z \"$MACHINE_ID_APPLICATION_TUNNEL\"' }");

                jenkins.assertLogContains("bot-ci at hello/x", run);
                jenkins.assertLogContains("reached the node", run);
                nothingIsLeft(jenkins);
            }
        });
    }

    @Test
    void abort_inTheBlock_endsTheTunnel() throws Throwable {
        sessions.then(jenkins -> {
            Fixture.configure(lab);
            WorkflowRun run = Fixture.pipeline(
                            jenkins,
                            "aborted",
                            "node { withMachineId(outputs: [application(name: 'hello', port: 'auto')]) { " + CURL + "; "
                                    + Fixture.WAIT + " } }")
                    .scheduleBuild2(0)
                    .waitForStart();
            jenkins.waitForMessage("inside now", run);
            assertThat(serving(jenkins)).hasSize(1);
            run.getExecutor().interrupt();
            jenkins.waitForCompletion(run);

            jenkins.assertLogContains("bot-ci at hello/x", run);
            Fixture.until(
                    "its files are gone",
                    () -> Fixture.files(Fixture.workspaces(jenkins)).isEmpty());
            nothingIsLeft(jenkins);
        });
    }

    @Test
    void restart_inTheBlock_keepsTheTunnel_andEndsItWithTheBlock() throws Throwable {
        sessions.then(jenkins -> {
            Fixture.configure(lab);
            WorkflowJob job = Fixture.pipeline(
                    jenkins,
                    "restarted",
                    "node { withMachineId(outputs: [application(name: 'hello', port: 'auto')]) { " + Fixture.WAIT + "; "
                            + CURL + " } }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("inside now", run);
            before = serving(jenkins);
            assertThat(before).hasSize(1);
        });
        sessions.then(jenkins -> {
            assertThat(serving(jenkins)).isEqualTo(before);
            WorkflowRun run = jenkins.jenkins
                    .getItemByFullName("restarted", WorkflowJob.class)
                    .getBuildByNumber(1);
            Files.writeString(Fixture.workspaces(jenkins).resolve("restarted/go"), "");
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));

            jenkins.assertLogContains("bot-ci at hello/x", run);
            nothingIsLeft(jenkins);
        });
    }
}
