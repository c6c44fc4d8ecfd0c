package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the real terraform, whose provisioner reaches a node by the real ssh. */
class ProvisionerTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.role(LabRole.of("plan", "nobody"))
            .role(LabRole.of("apply", "ci"))
            .bot("plan", "plan")
            .bot("apply", "apply")
            .joinToken(
                    LabToken.spacelift("plan-app").bot("plan").allow(Map.of("space_id", "production", "scope", "read")))
            .joinToken(LabToken.spacelift("apply-app")
                    .bot("apply")
                    .allow(Map.of("space_id", "production", "scope", "write"))));

    private static final String INIT = "terraform init -input=false -no-color";
    private static final String PLAN = "terraform plan -input=false -no-color -out=run.tfplan";
    private static final String APPLY = "terraform apply -input=false -no-color run.tfplan";

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();

    @BeforeEach
    void needTerraform() {
        Terraform.required();
    }

    private Run run() throws IOException {
        Run run = new Worker(directory, cluster)
                .run("")
                .with("TF_CLI_CONFIG_FILE", "/dev/null")
                .with("CHECKPOINT_DISABLE", "1")
                .with("MACHINE_ID_HOOK_READ_TOKEN", "plan-app")
                .with("MACHINE_ID_HOOK_WRITE_TOKEN", "apply-app");
        Files.copy(
                Worker.HOOK.resolve("terraform/examples/provisioner/main.tf"),
                run.source().resolve("main.tf"));
        scope(run, "read");
        return run;
    }

    private void scope(Run run, String scope) throws IOException {
        run.idToken(cluster.issuer().mint(Shapes.spacelift(scope)));
    }

    private static Outcome well(Outcome outcome) {
        assertThat(outcome.log()).doesNotContain("SIMULATOR");
        assertThat(outcome.code()).as(outcome.log()).isZero();
        return outcome;
    }

    private static void endsClean(Run run, String state) throws Exception {
        well(run.end(state));
        assertThat(run.container().leftovers()).isEmpty();
        assertThat(run.workspaceFilesWith("PRIVATE KEY")).isEmpty();
        assertThat(run.workspaceFilesWith("-cert-v01@openssh.com")).isEmpty();
    }

    @Test
    void provisioner_afterTheConfirmation_reachesTheNodeAsTheApplyingBot() throws Exception {
        Run run = run();
        well(run.phase(Phase.INIT, INIT));
        Outcome plan = well(run.phase(Phase.PLAN, PLAN));
        assertThat(plan.log()).contains("1 to add");

        run.pause();
        scope(run, "write");
        Outcome apply = well(run.phase(Phase.APPLY, APPLY));

        assertThat(apply.log()).contains("deployed as bot-apply").contains("1 added");
        endsClean(run, "FINISHED");
    }

    @Test
    void provisioner_atTheDestruction_reachesTheNode() throws Exception {
        Run run = run();
        scope(run, "write");
        well(run.phase(Phase.INIT, INIT));
        well(run.phase(Phase.APPLY, "terraform apply -input=false -no-color -auto-approve"));

        Outcome destroy = well(run.phase(Phase.DESTROY, "terraform destroy -input=false -no-color -auto-approve"));

        assertThat(destroy.log()).contains("removed as bot-apply").contains("1 destroyed");
        endsClean(run, "FINISHED");
    }

    @Test
    void provisioner_withTheCredentialsOfThePlan_isRefusedByTheNode() throws Exception {
        Run run = run();
        well(run.phase(Phase.INIT, INIT));

        Outcome apply = run.phase(Phase.APPLY, PLAN + " && " + APPLY);

        assertThat(apply.code()).isEqualTo(Outcome.PHASE_FAILED);
        assertThat(apply.log()).contains("Permission denied").doesNotContain("deployed as bot");
        endsClean(run, "FAILED");
    }

    @Test
    void apply_thatFails_leavesNothing() throws Exception {
        Run run = run().with("TF_VAR_node", "node-9");
        scope(run, "write");
        well(run.phase(Phase.INIT, INIT));
        well(run.phase(Phase.PLAN, PLAN));

        Outcome apply = run.phase(Phase.APPLY, APPLY);

        assertThat(apply.code()).isEqualTo(Outcome.PHASE_FAILED);
        assertThat(apply.log()).contains("local-exec provisioner error");
        endsClean(run, "FAILED");
    }

    @Test
    void plan_thatWaits_uploadsNoCredentials() throws Exception {
        Run run = run();
        well(run.phase(Phase.INIT, INIT));
        well(run.phase(Phase.PLAN, PLAN));

        run.pause();

        assertThat(run.source().resolve("run.tfplan")).isRegularFile();
        assertThat(run.workspaceFilesWith("PRIVATE KEY")).isEmpty();
        assertThat(run.workspaceFilesWith("-cert-v01@openssh.com")).isEmpty();
    }
}
