package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

class ScriptedTest extends LabCase {
    @Test
    void block_withSsh_reachesTheNodeAndLeavesNothing() throws Exception {
        WorkflowRun run = Fixture.passes(jenkins, "scripted", """
                node {
                  withMachineId(outputs: [ssh(), kubernetes('staging')]) {
                    %s
                    sh 'ls -ld "$MACHINE_ID_DIR"/ "$MACHINE_ID_DIR"/key "$KUBECONFIG"; echo "dir=$MACHINE_ID_DIR"'
                  }
                  sh 'test -z "$MACHINE_ID_DIR"'
                }
                """.formatted(Fixture.SSH));

        jenkins.assertLogContains("reached the node", run);
        jenkins.assertLogContains("bot ci in lab-root, joined by generic_oidc on the agent", run);
        jenkins.assertLogContains("removed the credentials", run);
        assertThat(JenkinsRule.getLog(run)).contains("drwx------", "-rw-------").contains("@tmp/machine-id/");
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
        IssuedIdentity identity =
                run.getAction(IdentitiesAction.class).getIdentities().get(0);
        assertThat(identity.getBot()).isEqualTo("ci");
        assertThat(identity.isOpen()).isFalse();
        assertThat(JenkinsRule.getLog(run)).contains("id " + identity.getId());
        String page = jenkins.createWebClient().getPage(run, "machine-id").asNormalizedText();
        assertThat(page)
                .contains("ci", "lab-root", "generic_oidc", identity.getId())
                .doesNotContain("eyJ");
    }

    @Test
    void blocks_nestedInParallelAndInADirectory_keepTheirOwnVariables() throws Exception {
        WorkflowRun run = Fixture.passes(jenkins, "nested", """
                node {
                  parallel a: {
                    withMachineId(ssh: true) {
                      withMachineId(prefix: 'READ_', ttl: '20m', outputs: [identityFile(), terraform()]) {
                        sh 'test "$MACHINE_ID_DIR" != "$READ_MACHINE_ID_DIR"; ls "$READ_MACHINE_ID_IDENTITY_FILE"'
                        %s
                      }
                      sh 'test -z "$READ_MACHINE_ID_DIR" && test -f "$MACHINE_ID_SSH_CONFIG"'
                    }
                  }, b: {
                    dir('sub') {
                      withMachineId(terraform: true) {
                        sh 'test -f "$TF_TELEPORT_IDENTITY_FILE_PATH"; pwd; echo "dir=$MACHINE_ID_DIR"'
                      }
                    }
                  }
                }
                """.formatted(Fixture.SSH));

        jenkins.assertLogContains("reached the node", run);
        assertThat(JenkinsRule.getLog(run)).contains("/nested@tmp/machine-id/").doesNotContain("sub@tmp/machine-id");
        assertThat(run.getAction(IdentitiesAction.class).getIdentities()).hasSize(3);
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void failures_areExplained_andLeaveNothing() throws Exception {
        WorkflowRun outside = Fixture.fails(jenkins, "outside", "withMachineId { }");
        WorkflowRun unknown = Fixture.fails(jenkins, "unknown", "node { withMachineId(token: 'nobody-knows') { } }");
        WorkflowRun mistake = Fixture.fails(jenkins, "mistake", "node { withMachineId(ttl: 'soon') { } }");
        WorkflowRun credential =
                Fixture.fails(jenkins, "credential", "node { withMachineId(credentialsId: 'no-such') { } }");
        WorkflowRun body = Fixture.fails(jenkins, "body", "node { withMachineId { error('the body failed') } }");
        WorkflowRun late = jenkins.buildAndAssertStatus(
                Result.ABORTED,
                Fixture.pipeline(
                        jenkins,
                        "late",
                        "node { withMachineId { timeout(time: 1) { sh 'sleep 300' } } }"
                                .replace("time: 1", "time: 3, unit: 'SECONDS'")));

        jenkins.assertLogContains("MID-1950", outside);
        jenkins.assertLogContains("MID-1201", unknown);
        jenkins.assertLogContains("MID-1002", mistake);
        jenkins.assertLogContains("MID-1951", credential);
        jenkins.assertLogContains("the body failed", body);
        jenkins.assertLogContains("removed the credentials", body);
        jenkins.assertLogContains("removed the credentials", late);
        for (WorkflowRun run : new WorkflowRun[] {outside, unknown, mistake, credential}) {
            jenkins.assertLogNotContains("\tat ", run);
        }
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void dryRun_andControllerJoin_sayWhatTheyDo() throws Exception {
        WorkflowRun dry = Fixture.passes(jenkins, "dry", "node { withMachineId(dryRun: true) { error('not run') } }");
        WorkflowRun controller = Fixture.passes(
                jenkins,
                "controller",
                "node { withMachineId(joinOn: 'controller', ssh: true) { " + Fixture.SSH + " } }");

        jenkins.assertLogContains("dry run: would join lab-root", dry);
        jenkins.assertLogContains("joined by generic_oidc on the controller", controller);
        jenkins.assertLogContains("reached the node", controller);
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }
}
