package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@Timeout(300)
class ScriptedTest {
    private static final String SSH = "sh 'ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 echo reached the node'\n";

    @TempDir
    static Path directory;

    private static Lab lab;

    private JenkinsRule jenkins;

    @BeforeAll
    static void start() {
        lab = Lab.start(directory.resolve("lab"));
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void configure(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Fixture.configure(lab);
    }

    @Test
    void block_withSsh_reachesTheNodeAndLeavesNothing() throws Exception {
        WorkflowRun run = Fixture.passes(jenkins, "scripted", """
                node {
                  withMachineId(outputs: [ssh()]) {
                    %s
                    sh 'ls -ld "$MACHINE_ID_DIR"/ "$MACHINE_ID_DIR"/key; echo "dir=$MACHINE_ID_DIR"'
                  }
                  sh 'test -z "$MACHINE_ID_DIR"'
                }
                """.formatted(SSH));

        jenkins.assertLogContains("reached the node", run);
        jenkins.assertLogContains("bot ci in lab-root, joined by generic_oidc on the agent", run);
        jenkins.assertLogContains("removed the credentials", run);
        assertThat(JenkinsRule.getLog(run)).contains("drwx------", "-rw-------").contains("@tmp/machine-id/");
        assertThat(leftBeside(jenkins)).isEmpty();
        IssuedIdentity identity = run.getAction(IdentitiesAction.class).getIdentities().get(0);
        assertThat(identity.getBot()).isEqualTo("ci");
        assertThat(identity.isOpen()).isFalse();
        assertThat(JenkinsRule.getLog(run)).contains("id " + identity.getId());
    }

    static Stream<Path> leftBeside(JenkinsRule jenkins) throws Exception {
        try (Stream<Path> all = Files.walk(jenkins.jenkins.getRootDir().toPath().resolve("workspace"))) {
            return all.filter(path -> path.toString().contains("machine-id"))
                    .filter(Files::isRegularFile)
                    .toList()
                    .stream();
        }
    }
}
