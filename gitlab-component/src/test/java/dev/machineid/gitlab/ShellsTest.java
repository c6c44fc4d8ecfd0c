package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The template's own lines, joined to one script as GitLab's runner does, under each shell, with the real program. */
@ExtendWith(LabClusterExtension.class)
class ShellsTest {
    @TempDir
    static Path common;

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private static ComponentProject component;

    @BeforeAll
    static void export() {
        component = ComponentProject.make(common);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "busybox sh", "mksh", "bash"})
    void job_underEachShell_logsInRunsAndLeavesNothing(String shell, LabCluster lab) throws IOException {
        Path certificate = Files.write(directory.resolve("ca.pem"), lab.webCaPem());
        YamlTree job = YamlTree.of(YamlTree.documents(Tree.read(component.tree().resolve("templates/machine-id.yml")))
                        .get(1))
                .at(".$[[ inputs.job-prefix ]]machine-id");
        Map<String, String> environment = new HashMap<>();
        job.at("variables").texts().forEach((name, value) -> {
            if (!name.startsWith("MACHINE_ID_INPUT_")) {
                environment.put(name, value);
            }
        });
        for (String place : List.of("home", "shm", "tmp", "app")) {
            Files.createDirectory(directory.resolve(place));
        }
        environment.putAll(Map.of(
                "PATH", ComponentProject.path(),
                "HOME", directory.resolve("home").toString(),
                "TMPDIR", directory.resolve("tmp").toString(),
                "_MACHINE_ID_SHM", directory.resolve("shm").toString(),
                "CI_PROJECT_DIR", directory.resolve("app").toString()));
        environment.putAll(Map.of(
                "GITLAB_CI", "true",
                "CI_JOB_ID", "4711",
                "CI_JOB_TIMEOUT", "5400",
                "MACHINE_ID_ID_TOKEN",
                        lab.issuer().mint(Shapes.gitlab("lab-root")).reveal()));
        environment.putAll(Map.of(
                "MACHINE_ID_INPUT_PROXY", lab.proxy(),
                "MACHINE_ID_INPUT_CLUSTER_NAME", "lab-root",
                "MACHINE_ID_INPUT_AUDIENCE", "lab-root",
                "MACHINE_ID_INPUT_TOKEN", "deploy-gitlab",
                "MACHINE_ID_INPUT_CA_FILE", certificate.toString(),
                "MACHINE_ID_INPUT_SSH", "true",
                "MACHINE_ID_INPUT_DOWNLOAD_BASE", component.release().toString()));
        Command runner = new Command(directory.resolve("app"), environment);

        String said = run(
                        runner,
                        shell,
                        "set -eu\n" + job.at("before_script", 0).text()
                                + "ssh -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 uname\necho \"token ${MACHINE_ID_ID_TOKEN-none}\"\n")
                .orFail()
                .output();

        assertThat(said)
                .contains("bot ci in lab-root", "asked 1h 30m", "Linux", "token none")
                .doesNotContain("warning");
        assertThat(directory.resolve("shm")).isNotEmptyDirectory();
        assertThat(run(runner, shell, job.at("after_script", 0).text()).orFail().output())
                .contains("machine-id: removed");
        assertThat(directory.resolve("shm")).isEmptyDirectory();
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
        assertThat(directory.resolve("app")).isEmptyDirectory();
    }

    private static Command.Result run(Command runner, String shell, String script) {
        Path file = runner.directory().resolveSibling("script");
        Tree.write(file, script);
        return runner.run("sh", "-c", "exec " + shell + " " + file);
    }
}
