package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
@Timeout(600)
class DeclarativeTest {
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
    void options_ofThePipeline_giveEveryStageTheCredentials() throws Exception {
        WorkflowRun run = Fixture.passes(jenkins, "options", """
                pipeline {
                  agent any
                  options { withMachineId(outputs: [ssh()]) }
                  stages {
                    stage('one') { steps { %s } }
                    stage('two') { steps { sh 'test -f "$MACHINE_ID_SSH_CONFIG"' } }
                  }
                }
                """.formatted(Fixture.SSH));

        jenkins.assertLogContains("reached the node", run);
        assertThat(run.getAction(IdentitiesAction.class).getIdentities()).hasSize(1);
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void steps_ofAStage_takeTheBlock() throws Exception {
        WorkflowRun run = Fixture.passes(jenkins, "steps", """
                pipeline {
                  agent none
                  stages {
                    stage('one') {
                      agent any
                      steps { withMachineId(cluster: 'lab', ssh: true) { %s } }
                    }
                  }
                }
                """.formatted(Fixture.SSH));

        jenkins.assertLogContains("reached the node", run);
    }

    @Test
    void options_ofAStage_beginBeforeItsAgent_andSayWhatToDo() throws Exception {
        WorkflowRun run = Fixture.fails(jenkins, "stage-options", """
                pipeline {
                  agent none
                  stages {
                    stage('one') {
                      agent any
                      options { withMachineId() }
                      steps { echo 'never' }
                    }
                  }
                }
                """);

        jenkins.assertLogContains("MID-1950", run);
        jenkins.assertLogContains("into a stage's steps instead", run);
    }
}
