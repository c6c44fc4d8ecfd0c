package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A plugin as a release has it: its scripts fetch the real program from a mirror and prove it. */
@ExtendWith(LabClusterExtension.class)
class ReleaseTest {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    @TempDir
    Path directory;

    private Path release() throws Exception {
        Path out = Files.createDirectory(directory.resolve("release"));
        Path jar = Files.copy(Worker.JAR, out.resolve("machine-id.jar"));
        Path sums = Files.writeString(directory.resolve("sums"), digest(jar) + "  machine-id.jar\n");
        Path boot = Worker.HOOK.resolveSibling("command/boot/bake");
        Files.writeString(out.resolve("machine-id.sh"), said(boot.toString(), VERSION, sums.toString()));
        said(Worker.HOOK.resolve("release-form").toString(), VERSION, out.toString());
        return out;
    }

    private static String digest(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return text;
    }

    private Run run(LabCluster cluster, Path release) throws Exception {
        Run run = new Run(
                Files.createTempDirectory(directory, "run"),
                List.of("sh"),
                Manifest.read(release.resolve("machine-id-spacelift-plugin.yaml")));
        Files.write(directory.resolve("ca.pem"), cluster.webCaPem());
        return run.idToken(cluster.issuer().mint(Shapes.spacelift()))
                .with("JAVA_HOME", Objects.requireNonNull(System.getProperty("java.home")))
                .with("MACHINE_ID_DOWNLOAD_BASE", release.toString())
                .with("MACHINE_ID_OPT_PROXY", cluster.proxy())
                .with("MACHINE_ID_OPT_CA_FILE", directory.resolve("ca.pem").toString())
                .with("MACHINE_ID_OPT_TOKEN", "deploy-spacelift");
    }

    @Test
    void releasedPlugin_fetchesTheProgramOnceInAContainer(LabCluster cluster) throws Exception {
        Path release = release();
        Run run = run(cluster, release);

        Outcome init = run.phase(Phase.INIT, "test -f \"$MACHINE_ID_IDENTITY_FILE\"");
        assertThat(init.code()).as(init.log()).isZero();
        Files.delete(release.resolve("machine-id.jar"));
        Outcome plan = run.phase(Phase.PLAN, "test -f \"$MACHINE_ID_IDENTITY_FILE\"");
        Outcome end = run.end("FINISHED");

        assertThat(plan.code()).as(plan.log()).isZero();
        assertThat(plan.log() + end.log()).doesNotContain("SIMULATOR");
        assertThat(run.container().leftovers()).isEmpty();
    }

    @Test
    void releasedPlugin_onAMirrorWithAnotherProgram_runsNothing(LabCluster cluster) throws Exception {
        Path release = release();
        Files.writeString(release.resolve("machine-id.jar"), "not genuine");
        Run run = run(cluster, release);

        Outcome init = run.phase(Phase.INIT, "echo the phase ran");

        assertThat(init.code()).isEqualTo(Outcome.HOOK_FAILED);
        assertThat(init.log()).contains("MID-1803").doesNotContain("the phase ran");
        assertThat(run.container().leftovers()).isEmpty();
    }
}
