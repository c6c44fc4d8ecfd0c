package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseDirectoryTest {
    private final Path runner;
    private final Path session;
    private final Path java;

    BaseDirectoryTest(@TempDir Path base) throws Exception {
        Path real = base.toRealPath();
        runner = Files.createDirectory(real.resolve("runner"));
        session = Files.createDirectory(real.resolve("session"));
        java = Files.createDirectory(real.resolve("java"));
    }

    @Test
    void choose_platformsPlace_comesFirst() throws Exception {
        Path chosen = choose(Map.of("XDG_RUNTIME_DIR", session.toString(), "RUNNER_TEMP", runner.toString()));

        assertThat(chosen).isEqualTo(runner.resolve("machine-id-j_rg"));
        assertThat(PrivateDirectoryTest.mode(chosen)).isEqualTo("rwx------");
    }

    @Test
    void choose_nothingNamed_isJavasOwn() {
        assertThat(choose(Map.of("TMPDIR", ""))).isEqualTo(java.resolve("machine-id-j_rg"));
    }

    @Test
    void choose_placeInWorkspace_isPassedOver() {
        Map<String, String> environment = Map.of(
                "RUNNER_TEMP", runner.toString(),
                "CI_PROJECT_DIR", runner.toString(),
                "TMPDIR", session.toString());

        assertThat(choose(environment)).isEqualTo(session.resolve("machine-id-j_rg"));
    }

    @Test
    void choose_placeInASpaceliftWorkspaceThatWasMoved_isPassedOver() {
        Map<String, String> environment = Map.of(
                "RUNNER_TEMP", runner.toString(),
                "TF_VAR_spacelift_workspace_root", runner.toString(),
                "TMPDIR", session.toString());

        assertThat(choose(environment)).isEqualTo(session.resolve("machine-id-j_rg"));
    }

    @Test
    void choose_lawlessOrMissingOrRelativePlace_isPassedOver() throws Exception {
        Files.setPosixFilePermissions(runner, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> environment = Map.of(
                "RUNNER_TEMP", runner.toString(),
                "RUNNER_TEMP_PROJECT_DIR", runner.resolve("missing").toString(),
                "XDG_RUNTIME_DIR", "relative",
                "TMPDIR", session.toString());

        assertThat(choose(environment)).isEqualTo(session.resolve("machine-id-j_rg"));
    }

    @Test
    void choose_trapInThePlace_isPassedOver() throws Exception {
        Files.createSymbolicLink(runner.resolve("machine-id-j_rg"), session);

        assertThat(choose(Map.of("RUNNER_TEMP", runner.toString()))).isEqualTo(java.resolve("machine-id-j_rg"));
    }

    @Test
    void choose_noSafePlace_tellsWhyForEach() throws Exception {
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() ->
                        choose(Map.of("RUNNER_TEMP", java.resolve("missing").toString())))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DIRECTORY_UNSAFE);
                    assertThat(e.details()).hasSize(2);
                });
    }

    private Path choose(Map<String, String> environment) {
        return BaseDirectory.choose(environment, Workspace.of(environment, true), java.toString(), "jörg")
                .path();
    }
}
