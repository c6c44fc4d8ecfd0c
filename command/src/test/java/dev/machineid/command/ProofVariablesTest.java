package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.nio.file.Path;
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
        assertThat(ProofVariables.used(request(), "gitlab")).containsExactly("MACHINE_ID_ID_TOKEN", "TBOT_GITLAB_JWT");
        assertThat(ProofVariables.used(request(), "circleci"))
                .containsExactly("CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2");
        assertThat(ProofVariables.used(request(), "spacelift")).containsExactly("SPACELIFT_OIDC_TOKEN");
        assertThat(ProofVariables.used(request("oidc-env", "MINE"), "generic_oidc"))
                .containsExactly("MINE");
    }

    @Test
    void variablesThatAskForTokens_stayWithTheJob() {
        assertThat(ProofVariables.used(request(), "github")).isEmpty();
        assertThat(ProofVariables.used(request(), "kubernetes")).isEmpty();
    }

    @Test
    void help_listsAllOfThem() {
        assertThat(ProofVariables.all())
                .isSorted()
                .contains("MACHINE_ID_ID_TOKEN", "TBOT_GITLAB_JWT", "CIRCLE_OIDC_TOKEN", "SPACELIFT_OIDC_TOKEN");
    }
}
