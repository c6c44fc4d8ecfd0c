package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.jenkins.plugins.machineid.output.SshOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreestyleTest extends LabCase {
    private FreeStyleProject project(MachineIdStep... identities) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        MachineIdWrapper wrapper = new MachineIdWrapper();
        wrapper.setIdentities(List.of(identities));
        project.getBuildWrappersList().add(wrapper);
        return project;
    }

    private static MachineIdStep ssh() {
        MachineIdStep step = new MachineIdStep();
        step.setOutputs(List.of(new SshOutput()));
        return step;
    }

    @Test
    void wrapper_ofTwoIdentities_givesBothToTheSteps() throws Exception {
        MachineIdStep second = new MachineIdStep();
        second.setPrefix("READ_");
        FreeStyleProject project = project(ssh(), second);
        project.getBuildersList()
                .add(new Shell("ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 echo reached the node\n"
                        + "test -f \"$READ_MACHINE_ID_IDENTITY_FILE\"\nreadlink \"$MACHINE_ID_DIR\"\n"
                        + "cat \"$MACHINE_ID_DIR/key\""));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);

        jenkins.assertLogContains("reached the node", build);
        jenkins.assertLogContains("-----BEGIN PRIVATE KEY-----", build);
        jenkins.assertLogNotContains("MIGHAgEA", build);
        jenkins.assertLogContains("removed the credentials", build);
        assertThat(build.getAction(IdentitiesAction.class).getIdentities()).hasSize(2);
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void wrapper_inAPlaceWithADollarSign_leadsToItsFiles() throws Exception {
        FreeStyleProject project = project(ssh());
        project.setCustomWorkspace(directory.resolve("a$$PATH b").toString());
        project.getBuildersList().add(new Shell("ls \"$MACHINE_ID_SSH_CONFIG\""));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);

        jenkins.assertLogContains("a$PATH b@tmp/machine-id/", build);
    }

    @Test
    void wrapper_whoseSecondIdentityIsRefused_removesTheFirst() throws Exception {
        MachineIdStep second = new MachineIdStep();
        second.setToken("nobody-knows");

        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, project(ssh(), second));

        jenkins.assertLogContains("MID-1201", build);
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void form_ofTheWrapper_keepsEveryField() throws Exception {
        MachineIdStep step = ssh();
        step.setCluster("lab");
        step.setToken("deploy");
        step.setRenew(false);
        step.setTtl("30m");
        step.setCredentialsId(Fixture.CREDENTIAL);
        step.setJoinOn("agent");
        step.setJoinMethod("generic_oidc");

        FreeStyleProject project = jenkins.configRoundtrip(project(step));

        MachineIdStep kept = project.getBuildWrappersList()
                .get(MachineIdWrapper.class)
                .getIdentities()
                .get(0);
        jenkins.assertEqualDataBoundBeans(step, kept);
    }
}
