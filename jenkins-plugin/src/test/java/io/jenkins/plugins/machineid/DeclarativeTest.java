package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class DeclarativeTest extends LabCase {
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
