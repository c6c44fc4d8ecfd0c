package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.machineid.session.Renewer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

@Timeout(600)
class RestartTest {
    private static final String RENEWED = "renewed the credentials until";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    Path directory;

    private Lab lab;
    private String token = "";

    @BeforeEach
    void start() {
        System.setProperty(Renewer.class.getName() + ".seconds", "3");
        lab = Lab.start(directory.resolve("lab"));
    }

    @AfterEach
    void stop() {
        System.clearProperty(Renewer.class.getName() + ".seconds");
        lab.close();
    }

    private static long renewals(WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.contains(RENEWED))
                .count();
    }

    @Test
    void restart_inTheBlock_goesOnRenewingAndRemovesAtTheEnd() throws Throwable {
        sessions.then(jenkins -> {
            Fixture.configure(lab);
            token = lab.mint("jenkins");
            Fixture.credential(Fixture.CREDENTIAL, token);
            WorkflowJob job = Fixture.pipeline(
                    jenkins,
                    "restarted",
                    "node { withMachineId(ssh: true) { " + Fixture.WAIT + "; " + Fixture.SSH + "; sh 'cat "
                            + Files.writeString(directory.resolve("leak"), token) + "' } }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            Fixture.until("renewed before the restart", () -> renewals(run) >= 1);
            jenkins.waitForMessage("inside now", run);
            Path current = Fixture.files(Fixture.workspaces(jenkins)).stream()
                    .filter(file -> file.endsWith("ssh_config"))
                    .findFirst()
                    .orElseThrow();
            assertThat(current).isNotNull();
        });
        sessions.then(jenkins -> {
            WorkflowRun run = jenkins.jenkins
                    .getItemByFullName("restarted", WorkflowJob.class)
                    .getBuildByNumber(1);
            String program = new String(
                    Files.readAllBytes(run.getRootDir().toPath().resolve("program.dat")), StandardCharsets.ISO_8859_1);
            assertThat(program).contains("MachineIdExecution").doesNotContain(token);
            long before = renewals(run);
            Fixture.until("renewed after the restart", () -> renewals(run) > before);
            Files.writeString(Fixture.workspaces(jenkins).resolve("restarted/go"), "");

            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));

            jenkins.assertLogContains("reached the node", run);
            jenkins.assertLogContains("removed the credentials", run);
            jenkins.assertLogContains("****", run);
            jenkins.assertLogNotContains(token, run);
            assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
            IssuedIdentity identity =
                    run.getAction(IdentitiesAction.class).getIdentities().get(0);
            assertThat(identity.getRenewals()).isGreaterThanOrEqualTo(2);
            assertThat(identity.isOpen()).isFalse();
        });
    }
}
