package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.machineid.output.ApplicationOutput;
import io.jenkins.plugins.machineid.output.DatabaseOutput;
import io.jenkins.plugins.machineid.output.IdentityOutput;
import io.jenkins.plugins.machineid.output.KubernetesOutput;
import io.jenkins.plugins.machineid.output.Output;
import io.jenkins.plugins.machineid.output.SshOutput;
import io.jenkins.plugins.machineid.output.TerraformOutput;
import io.jenkins.plugins.machineid.output.WorkloadIdentityOutput;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

/** Every output with all of its settings: as a symbol, in the form, in the snippet generator, and issued. */
class OutputsTest extends LabCase {
    private static MachineIdStep everything() {
        SshOutput ssh = new SshOutput();
        ssh.setLeaf("leaf-a");
        ssh.setProxyCommand("openssl");
        IdentityOutput identity = new IdentityOutput();
        identity.setAllowReissue(true);
        KubernetesOutput kubernetes = new KubernetesOutput("");
        kubernetes.setLabels("env:staging, team:web");
        kubernetes.setExec(true);
        kubernetes.setPort("20443");
        ApplicationOutput application = new ApplicationOutput("wiki");
        application.setPort("8080");
        DatabaseOutput database = new DatabaseOutput("pg");
        database.setUser("ci");
        database.setName("app");
        database.setFormat("mongo");
        database.setPort("auto");
        WorkloadIdentityOutput workload = new WorkloadIdentityOutput("web");
        workload.setAudience("a b");
        workload.setFormat("jwt");
        MachineIdStep step = new MachineIdStep();
        step.setOutputs(List.of(ssh, identity, new TerraformOutput(), kubernetes, application, database, workload));
        step.setFromDaemon("/run/machine-id/deploy");
        step.setSshMultiplexer(true);
        return step;
    }

    @Test
    void form_ofEveryOutput_keepsEveryField() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        MachineIdWrapper wrapper = new MachineIdWrapper();
        wrapper.setIdentities(List.of(everything()));
        project.getBuildWrappersList().add(wrapper);

        MachineIdStep kept = jenkins.configRoundtrip(project)
                .getBuildWrappersList()
                .get(MachineIdWrapper.class)
                .getIdentities()
                .get(0);

        jenkins.assertEqualDataBoundBeans(everything(), kept);
        assertThat(kept.getOutputs())
                .extracting(Output::entry)
                .isEqualTo(everything().getOutputs().stream().map(Output::entry).toList());
    }

    @Test
    void snippet_ofEveryOutput_isWhatTheManualWrites() {
        assertThat(Snippetizer.object2Groovy(everything()))
                .contains("fromDaemon: '/run/machine-id/deploy'", "sshMultiplexer: true")
                .contains("ssh(leaf: 'leaf-a', proxyCommand: 'openssl')", "identityFile(allowReissue: true)")
                .contains("labels: 'env:staging, team:web'", "application(name: 'wiki', port: '8080')")
                .contains("workloadIdentity(audience: 'a b', format: 'jwt', name: 'web')");
    }

    @Test
    void block_withLabelsAndAWorkloadIdentity_getsThem_onAgentAndControllerJoins() throws Exception {
        for (String where : List.of("agent", "controller")) {
            WorkflowRun run = Fixture.passes(jenkins, where, """
                    node {
                      withMachineId(joinOn: '%s', outputs: [
                          kubernetes(labels: 'env:staging', exec: true), workloadIdentity('deploy'), identityFile(allowReissue: true)]) {
                        sh 'openssl verify -CAfile "$MACHINE_ID_SVID_BUNDLE" "$MACHINE_ID_SVID_CERT"'
                        sh 'grep -c "command:" "$KUBECONFIG"; test -s "$MACHINE_ID_IDENTITY_FILE"; echo "is $MACHINE_ID_SPIFFE_ID"'
                      }
                    }
                    """.formatted(where));

            jenkins.assertLogContains("svid.pem: OK", run);
            jenkins.assertLogContains("is spiffe://", run);
        }
        WorkflowRun nothing = Fixture.fails(jenkins, "nothing", "node { withMachineId(outputs: [kubernetes()]) { } }");
        WorkflowRun unmet = Fixture.fails(
                jenkins, "unmet", "node { withMachineId(outputs: [kubernetes(labels: 'env:none')]) { } }");
        jenkins.assertLogContains("MID-10", nothing);
        jenkins.assertLogNotContains("\tat ", nothing);
        jenkins.assertLogContains("MID-1510", unmet);
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }

    @Test
    void role_thatAsksForASecondFactor_isNamed_onAgentAndControllerJoins() throws Exception {
        for (String where : List.of("agent", "controller")) {
            WorkflowRun part = Fixture.passes(
                    jenkins,
                    "part-" + where,
                    "node { withMachineId(joinOn: '" + where + "', token: 'mfa-part-jenkins', ssh: true) { } }");
            WorkflowRun all = Fixture.fails(
                    jenkins,
                    "all-" + where,
                    "node { withMachineId(joinOn: '" + where + "', token: 'mfa-jenkins', ssh: true) { } }");

            jenkins.assertLogContains("warning: the role mfa-prod asks for a second factor", part);
            jenkins.assertLogContains("MID-1230", all);
        }
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }
}
