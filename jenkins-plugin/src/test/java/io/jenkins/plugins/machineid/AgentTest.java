package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class AgentTest extends LabCase {
    private DumbSlave agent() throws Exception {
        return jenkins.createOnlineSlave(Label.get("agent"));
    }

    private Path workspace(DumbSlave agent, String job) {
        return Path.of(agent.getRemoteFS(), "workspace", job);
    }

    @Test
    void block_onAnAgentInItsOwnJvm_joinsThereWithThePlacedProgram() throws Exception {
        DumbSlave agent = agent();

        WorkflowRun run =
                Fixture.passes(jenkins, "remote", "node('agent') { withMachineId(ssh: true) { " + Fixture.SSH + " } }");

        jenkins.assertLogContains("reached the node", run);
        jenkins.assertLogContains("on the agent", run);
        Path cache = Path.of(agent.getRemoteFS(), "caches", "machine-id");
        try (var jars = Files.list(cache)) {
            assertThat(jars.map(file -> file.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .matches("[0-9a-f]{64}\\.jar");
        }
        assertThat(Fixture.files(Path.of(agent.getRemoteFS()))).isEmpty();
    }

    @Test
    void abort_inTheBlock_removesTheFiles() throws Exception {
        DumbSlave agent = agent();
        WorkflowJob job =
                Fixture.pipeline(jenkins, "aborted", "node('agent') { withMachineId { " + Fixture.WAIT + " } }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("inside now", run);
        assertThat(Fixture.files(Path.of(agent.getRemoteFS()))).isNotEmpty();

        run.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("removed the credentials", run);
        assertThat(Fixture.files(Path.of(agent.getRemoteFS()))).isEmpty();
    }

    @Test
    void agentLoss_doesNotFailTheCleaning_andTheNextBuildThereDoesIt() throws Exception {
        DumbSlave agent = agent();
        WorkflowJob job = Fixture.pipeline(jenkins, "lost", "node('agent') { withMachineId { " + Fixture.WAIT + " } }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("inside now", run);

        agent.toComputer().disconnect(new OfflineCause.ByCLI("lost")).get();
        run.doStop();
        Fixture.until(
                "the first request to stop is seen", () -> run.getLog().contains("Aborted by") || !run.isBuilding());
        run.doTerm();
        jenkins.waitForCompletion(run);

        assertThat(Fixture.files(workspace(agent, "lost@tmp"))).isNotEmpty();
        agent.toComputer().connect(true).get();
        Files.createDirectories(workspace(agent, "lost"));
        Files.writeString(workspace(agent, "lost").resolve("go"), "");
        WorkflowRun next = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("earlier block(s) left behind here", next);
        assertThat(Fixture.files(Path.of(agent.getRemoteFS()))).isEmpty();
    }
}
