package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProofVariablesTest {
    private static MachineIdRequest request(String... more) {
        Source source = Source.of(Source.Kind.COMMAND_LINE, "test");
        RawOptions.Builder options =
                RawOptions.builder().put("proxy", "a", source).put("token", "t", source);
        for (int at = 0; at < more.length; at += 2) {
            options.put(more[at], more[at + 1], source);
        }
        return new RequestReader(Path.of("/")).read(options.build()).request();
    }

    @Test
    void variablesOfTheOptions_areNamed() {
        assertThat(ProofVariables.named(request())).isEmpty();
        assertThat(ProofVariables.named(request("oidc-env", "MINE"))).containsExactly("MINE");
        assertThat(ProofVariables.named(request("secret-env", "JOIN"))).containsExactly("JOIN");
        assertThat(ProofVariables.named(request("secret-file", "join"))).isEmpty();
        assertThat(ProofVariables.named(request("oidc-command", "print-token"))).isEmpty();
    }

    @Test
    void variablesOfThePlatform_areUsedByItsMethodOnly() {
        assertThat(ProofVariables.used(request(), "gitlab", Map.of()))
                .containsExactly("MACHINE_ID_ID_TOKEN", "TBOT_GITLAB_JWT");
        assertThat(ProofVariables.used(request(), "circleci", Map.of()))
                .containsExactly("CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2");
        assertThat(ProofVariables.used(request(), "spacelift", Map.of())).containsExactly("SPACELIFT_OIDC_TOKEN");
        assertThat(ProofVariables.used(request("oidc-env", "MINE"), "generic_oidc", Map.of()))
                .containsExactly("MINE");
        assertThat(ProofVariables.used(request(), "bitbucket", Map.of())).containsExactly("BITBUCKET_STEP_OIDC_TOKEN");
        assertThat(ProofVariables.used(request(), "env0", Map.of())).containsExactly("ENV0_OIDC_TOKEN");
    }

    @Test
    void variableOfHcpTerraform_isTheOneThatWasTaken() {
        String aws = "TFC_WORKLOAD_IDENTITY_TOKEN_AWS";
        String ours = "TFC_WORKLOAD_IDENTITY_TOKEN_TELEPORT";
        String token = "e30.eyJhdWQiOiJvdXJzIn0.c2ln"; // for the audience ours

        assertThat(ProofVariables.used(request(), "terraform_cloud", Map.of(ours, token)))
                .containsExactly(ours);
        assertThat(ProofVariables.used(request("audience", "ours"), "terraform_cloud", Map.of(aws, "x", ours, token)))
                .containsExactly(ours);
        assertThat(ProofVariables.used(
                        request(), "terraform_cloud", Map.of(aws, "x", "TFC_WORKLOAD_IDENTITY_TOKEN", token)))
                .containsExactly("TFC_WORKLOAD_IDENTITY_TOKEN");
        assertThat(ProofVariables.used(request(), "terraform_cloud", Map.of())).isEmpty();
    }

    @Test
    void genericOidcWithoutASource_usedThePlatformsVariables() {
        assertThat(ProofVariables.used(
                        request("audience", "ours"), "generic_oidc", Map.of("TFC_WORKLOAD_IDENTITY_TOKEN", "x")))
                .contains("MACHINE_ID_ID_TOKEN", "CIRCLE_OIDC_TOKEN", "BITBUCKET_STEP_OIDC_TOKEN", "ENV0_OIDC_TOKEN")
                .contains("TFC_WORKLOAD_IDENTITY_TOKEN");
    }

    @Test
    void variablesThatAskForTokens_stayWithTheJob() {
        assertThat(ProofVariables.used(request(), "azure_devops", Map.of("SYSTEM_ACCESSTOKEN", "x")))
                .isEmpty();
        assertThat(ProofVariables.used(request(), "github", Map.of())).isEmpty();
        assertThat(ProofVariables.used(request(), "kubernetes", Map.of())).isEmpty();
    }

    @Test
    void help_listsAllOfThem() {
        assertThat(ProofVariables.all())
                .isSorted()
                .contains("MACHINE_ID_ID_TOKEN", "TBOT_GITLAB_JWT", "CIRCLE_OIDC_TOKEN", "SPACELIFT_OIDC_TOKEN");
    }
}
