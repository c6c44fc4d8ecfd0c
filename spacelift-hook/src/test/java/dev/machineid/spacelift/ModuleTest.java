package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Terraform module under the real terraform, without a network; Spacelift's provider is a stub with its schema. */
class ModuleTest {
    @TempDir
    Path directory;

    private @Nullable StubProvider provider;

    @BeforeEach
    void copyTheModule() throws IOException {
        Terraform.required();
        provider = new StubProvider();
        Terraform.copy(Worker.HOOK.resolve("terraform"), directory.resolve("terraform"));
        for (String script : new String[] {"login.sh", "logout.sh"}) {
            Files.copy(Worker.HOOK.resolve(script), directory.resolve(script));
        }
    }

    @AfterEach
    void stop() {
        StubProvider running = provider;
        if (running != null) {
            running.close();
        }
    }

    private Terraform in(String place) {
        return new Terraform(directory.resolve(place))
                .with("TF_REATTACH_PROVIDERS", Objects.requireNonNull(provider).reattach());
    }

    private static Outcome well(Outcome outcome) {
        assertThat(outcome.code()).as(outcome.log()).isZero();
        return outcome;
    }

    @Test
    void files_areFormatted() throws Exception {
        assertThat(well(in("terraform").run("fmt", "-check", "-recursive", "-diff"))
                        .log())
                .isEmpty();
    }

    @Test
    void hook_alone_needsNoProviderAndPassesItsTests() throws Exception {
        Terraform terraform = new Terraform(directory.resolve("terraform/modules/hook"));

        well(terraform.run("init", "-input=false", "-no-color"));
        well(terraform.run("validate", "-no-color"));

        assertThat(well(terraform.run("test", "-no-color")).log())
                .containsPattern("Success! (19|[2-9]\\d) passed, 0 failed");
        assertThat(well(terraform.run("providers", "-no-color")).log()).doesNotContain("provider[");
    }

    @Test
    void context_withTheProvidersSchema_isValidAndPassesItsTests() throws Exception {
        Terraform terraform = in("terraform");

        well(terraform.run("init", "-input=false", "-no-color"));
        well(terraform.run("validate", "-no-color"));

        assertThat(well(terraform.run("test", "-no-color")).log()).contains("Success! 6 passed, 0 failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before_init ", "relative_path ", "context_id ", "priority "})
    void context_misspeltArgument_isRefused(String argument) throws Exception {
        Path file = directory.resolve("terraform/main.tf");
        Files.writeString(file, Files.readString(file).replace("  " + argument, "  " + argument.strip() + "_ "));
        Terraform terraform = in("terraform");

        well(terraform.run("init", "-input=false", "-no-color"));
        Outcome outcome = terraform.run("validate", "-no-color");

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.log()).contains("Unsupported argument").contains(argument.strip() + "_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"context", "provisioner", "tunnels", "tunnels-provisioner", "two-identities"})
    void example_isValid(String example) throws Exception {
        Terraform terraform = in("terraform/examples/" + example);

        well(terraform.run("init", "-input=false", "-no-color"));
        well(terraform.run("validate", "-no-color"));
    }
}
