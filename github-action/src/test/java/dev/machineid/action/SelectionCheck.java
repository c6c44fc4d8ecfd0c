package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Kubernetes clusters by label, a kubeconfig that asks the placed program, and a workload identity, in the next step. */
class SelectionCheck extends ActionUse {
    @Test
    void use_withLabelsAndAWorkloadIdentity_worksInTheNextStep() throws IOException {
        Use use = runner.uses(
                "outputs",
                "kubernetes,labels=\"env:staging\",exec=true\nworkload-identity:deploy,audience=https://vault.example.com");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(runner.run("openssl verify -CAfile \"$MACHINE_ID_SVID_BUNDLE\" \"$MACHINE_ID_SVID_CERT\"")
                        .out())
                .contains("svid.pem: OK");
        assertThat(runner.variables).containsEntry("MACHINE_ID_SPIFFE_ID", "spiffe://lab-root/ci/deploy");
        String token = Files.readString(Path.of(String.valueOf(runner.variables.get("MACHINE_ID_SVID_JWT"))));
        assertThat(runner.log.masks()).contains(token);
        Outcome pods = runner.run("if command -v kubectl >/dev/null; then kubectl get pods --no-headers; else"
                + " grep -o kubernetes-credentials \"$KUBECONFIG\"; fi");
        assertThat(pods.out()).as(pods.err()).containsAnyOf("app-staging", "kubernetes-credentials");
        end(use);
    }
}
