package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A private worker whose image has the program baked in, and the stack's settings that lead to the cluster. */
final class Worker {
    static final Path HOOK = Path.of("").toAbsolutePath();
    static final Path JAR = HOOK.resolveSibling("command/target/machine-id.jar");

    private final Path directory;
    private final LabCluster cluster;

    /** @param directory whose name may be as hostile as it likes */
    Worker(Path directory, LabCluster cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    /** A run of a stack that names this join token. */
    Run run(String token, String... shell) throws IOException {
        assertThat(JAR)
                .as("the program must be built before: ./verify spacelift-hook, or mvn -pl spacelift-hook -am verify")
                .isRegularFile();
        Path program = Files.createDirectories(directory.resolve("program"));
        if (Files.notExists(program.resolve("machine-id.jar"))) {
            Files.copy(JAR, program.resolve("machine-id.jar"));
            Files.write(directory.resolve("ca.pem"), cluster.webCaPem());
        }
        return new Run(
                        Files.createTempDirectory(directory, "run"),
                        shell.length == 0 ? List.of("sh") : List.of(shell),
                        Manifest.read(HOOK.resolve("plugin.yaml")))
                .with("MACHINE_ID_HOME", program.toString())
                .with("MACHINE_ID_DOWNLOAD_BASE", "none")
                .with("MACHINE_ID_OPT_PROXY", cluster.proxy())
                .with("MACHINE_ID_OPT_CA_FILE", directory.resolve("ca.pem").toString())
                .with("MACHINE_ID_OPT_SSH", "true")
                .with("MACHINE_ID_OPT_TOKEN", token);
    }
}
