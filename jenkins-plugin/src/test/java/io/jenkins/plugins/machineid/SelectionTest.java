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

/** Kubernetes clusters by label, a kubeconfig that asks the placed program, and a workload identity, in one block. */
@WithJenkins
@Timeout(600)
class SelectionTest {
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
    void block_getsWhatLabelsChooseAndAWorkloadIdentity() throws Exception {
        WorkflowRun run = Fixture.passes(jenkins, "selection", """
                node {
                  withMachineId(outputs: [kubernetes(name: '', labels: 'env:staging', exec: true),
                      workloadIdentity(name: 'deploy', audience: 'vault')]) {
                    sh 'openssl verify -CAfile "$MACHINE_ID_SVID_BUNDLE" "$MACHINE_ID_SVID_CERT"'
                    sh 'cut -c 1-3 "$MACHINE_ID_SVID_JWT"; echo "id=$MACHINE_ID_SPIFFE_ID"'
                    sh 'if command -v kubectl >/dev/null; then kubectl get pods; else grep kubernetes-credentials "$KUBECONFIG"; fi'
                  }
                }
                """);

        jenkins.assertLogContains("svid.pem: OK", run);
        jenkins.assertLogContains("id=spiffe://lab-root/ci/deploy", run);
        assertThat(JenkinsRule.getLog(run)).containsAnyOf("app-staging", "kubernetes-credentials");
        assertThat(Fixture.files(Fixture.workspaces(jenkins))).isEmpty();
    }
}
