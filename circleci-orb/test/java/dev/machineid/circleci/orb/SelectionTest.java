package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.lab.LabClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kubernetes clusters by label, a kubeconfig that asks the program, and a workload identity, in one block. */
@Timeout(120)
class SelectionTest extends OrbOnLab {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab);

    @Test
    void block_getsWhatLabelsChooseAndAWorkloadIdentity() throws Exception {
        String outputs = "'kubernetes,labels=\"env:staging\",exec=true workload-identity:deploy,audience=vault'";
        JobRunner.Outcome outcome = job.withToken()
                .steps("  "
                        + block(
                                ", outputs: " + outputs,
                                run(
                                        "mine",
                                        "openssl verify -CAfile \"$MACHINE_ID_SVID_BUNDLE\" \"$MACHINE_ID_SVID_CERT\""
                                                + " && cut -c 1-3 \"$MACHINE_ID_SVID_JWT\" && echo \"$MACHINE_ID_SPIFFE_ID\""
                                                + " && grep -c kubernetes-credentials \"$KUBECONFIG\"")));

        assertThat(outcome.failed()).as(outcome.output()).isFalse();
        assertThat(outcome.of("mine").output())
                .contains("svid.pem: OK\neyJ")
                .contains("spiffe://lab-root/ci/deploy\n1");
        assertThat(job.left()).isEmpty();
    }
}
