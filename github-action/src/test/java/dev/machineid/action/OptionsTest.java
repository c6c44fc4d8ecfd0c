package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.request.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From inputs to a request: precedence, defaults of the form, and the way to the program that renews. */
class OptionsTest {
    @TempDir
    Path directory;

    private TestStep step;

    @BeforeEach
    void prepare() throws IOException {
        step = new TestStep(directory).input("proxy", "example.com").input("token", "deploy");
    }

    private Options options() {
        try (ActionToolkit toolkit = step.toolkit()) {
            return Options.of(Inputs.read(toolkit), step.step());
        }
    }

    private MachineIdRequest request() {
        return options().read().request();
    }

    private static List<String> outputs(MachineIdRequest request) {
        return request.outputs().stream().map(OutputSpec::toString).toList();
    }

    @Test
    void inputs_unfilled_areTheDefaultsOfAStep() {
        MachineIdRequest request = request();

        assertThat(outputs(request)).containsExactly("identity");
        assertThat(request.ttl().asked()).isEqualTo(Duration.ofHours(1));
        assertThat(request.delivery().exportEnv()).isTrue();
        assertThat(request.renew()).isFalse();
    }

    @Test
    void inputs_asTheFormFillsThem_doNotStandBeforeVariables() {
        for (OptionSpec spec : OptionCatalogue.of(Platform.GITHUB)) {
            String preset = spec.values().isEmpty() ? "" : spec.defaultOn(Platform.GITHUB);
            step.variables.putIfAbsent("INPUT_" + spec.name().toUpperCase(java.util.Locale.ROOT), preset);
        }
        step.variables.put("MACHINE_ID_OPT_EXPORT_ENV", "false");
        step.variables.put("MACHINE_ID_OPT_TTL", "20m");
        step.variables.put("MACHINE_ID_OPT_SSH", "true");
        MachineIdRequest request = request();

        assertThat(request.delivery().exportEnv()).isFalse();
        assertThat(request.ttl().asked()).isEqualTo(Duration.ofMinutes(20));
        assertThat(outputs(request)).containsExactly("ssh");
    }

    @Test
    void input_wins_overVariableAndFile() throws IOException {
        Files.writeString(step.work.resolve("id.yaml"), "ttl: 10m\nroles: [file]\nproxy: file.example.com\n");
        step.input("config", "id.yaml").input("ttl", "30m");
        step.variables.put("MACHINE_ID_OPT_TTL", "20m");
        step.variables.put("MACHINE_ID_OPT_ROLES", "variable");
        MachineIdRequest request = request();

        assertThat(request.ttl().asked()).isEqualTo(Duration.ofMinutes(30));
        assertThat(request.roles()).containsExactly("variable");
        assertThat(request.endpoint().address()).hasToString("example.com:443");
    }

    @Test
    void script_scopesTheCredentials_andRenews() {
        step.input("run", "echo hello").input("export-env", "true");
        MachineIdRequest request = request();

        assertThat(request.delivery().exportEnv()).isFalse();
        assertThat(request.renew()).isTrue();
    }

    @Test
    void exported_variablesOfAnEarlierUse_areNoOptions() {
        step.variables.put("MACHINE_ID_DIR", "/somewhere");
        step.variables.put("MACHINE_ID_CLUSTER", "other");
        step.variables.put("TELEPORT_PROXY", "other.example.com");
        step.variables.put("TELEPORT_IDENTITY_FILE", "/other");
        MachineIdRequest request = request();

        assertThat(request.endpoint().address()).hasToString("example.com:443");
        assertThat(request.delivery().directory()).isEmpty();
        assertThat(request.clusterName()).isEmpty();
    }

    @Test
    void alias_isRead_whereTheWordItselfIsEmpty() {
        step.input("ttl", "").input("certificate-ttl", "15m");
        assertThat(request().ttl().asked()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void variables_forTheProgram_giveTheSameRequest() {
        step.input("outputs", "identity\nssh:leaf-a")
                .input("kubernetes", "staging")
                .input("ca-pins", "sha256:" + "ab".repeat(32));
        Options options = options();
        MachineIdRequest direct = options.read().request();

        TestStep program = step;
        program.variables.keySet().removeIf(name -> name.startsWith("INPUT_"));
        program.variables.putAll(options.variables());

        assertThat(request()).isEqualTo(direct);
        assertThat(options.variables().keySet()).allMatch(name -> name.startsWith("MACHINE_ID_OPT_"));
    }

    @Test
    void withIdentity_addsTheOutputToWhatWasAsked() {
        step.input("outputs", "kubernetes:staging");
        assertThat(outputs(options().withIdentity().read().request()))
                .containsExactly("kubernetes:staging", "identity");
        step.input("outputs", "").input("kubernetes", "staging");
        assertThat(outputs(options().withIdentity().read().request()))
                .containsExactly("identity", "kubernetes:staging");
    }

    @Test
    void mistakes_areReportedTogether() {
        step.input("ttl", "soon").input("outputs", "nonsense").input("proxy", "https://x/");
        assertThatThrownBy(this::request)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        failed -> assertThat(failed.details())
                                .hasSize(3)
                                .anyMatch(line -> line.startsWith("ttl"))
                                .anyMatch(line -> line.startsWith("outputs"))
                                .anyMatch(line -> line.startsWith("proxy")));
    }

    @Test
    void config_thatIsMissing_isSaid() {
        step.input("config", "none.yaml");
        assertThatThrownBy(this::request)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE));
    }

    @Test
    void summary_isOnUnlessSwitchedOff() {
        try (ActionToolkit toolkit = step.toolkit()) {
            assertThat(Inputs.read(toolkit).summary()).isTrue();
        }
        step.input("summary", "False");
        try (ActionToolkit toolkit = step.toolkit()) {
            assertThat(Inputs.read(toolkit).summary()).isFalse();
        }
    }
}
