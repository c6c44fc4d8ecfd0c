package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How long certificates live beside the job's time-out, which gitlab-ci-local lets a job say itself. */
class LastingTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            lab -> lab.role(LabRole.of("short", "root").withMaxSessionTtl(Duration.ofMinutes(20)))
                    .bot("short", "short")
                    .joinToken(LabToken.gitlab("deploy-short").bot("short").allow(Map.of("project_path", "acme/app"))));

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Pipeline.Run run;

    @BeforeAll
    static void run() throws IOException {
        LabCluster lab = LAB.cluster();
        Path certificate = Files.write(directory.resolve("ca.pem"), lab.webCaPem());
        ComponentProject component = ComponentProject.make(directory.resolve("component"));
        Include include = Include.of(lab, component, certificate);
        String file = "include:\n" + include.yaml()
                + include.with("job-prefix", "half-").with("ttl", "30m").yaml()
                + include.with("job-prefix", "short-")
                        .with("token", "deploy-short")
                        .yaml()
                + job("two-hours", ".machine-id", "7200")
                + job("ten-minutes", ".machine-id", "600")
                + job("two-days", ".machine-id", "172800")
                + job("half", ".half-machine-id", "3600")
                + job("half-is-enough", ".half-machine-id", "1800")
                + job("short", ".short-machine-id", "3600");
        Pipeline pipeline = new Pipeline(directory, component, file);
        run = pipeline.run(
                "--variable",
                "MACHINE_ID_ID_TOKEN="
                        + lab.issuer().mint(Shapes.gitlab("lab-root")).reveal());
    }

    private static String job(String name, String hidden, String timeout) {
        return name + ":\n  extends: " + hidden + "\n  stage: deploy\n  variables: { CI_JOB_TIMEOUT: \"" + timeout
                + "\" }\n  script: [ 'true' ]\n";
    }

    @Test
    void noTtl_isTheJobsTimeOut() {
        assertThat(run.log("two-hours")).contains("asked 2h").doesNotContain("MID-1924");
        assertThat(run.log("ten-minutes")).contains("asked 10m").doesNotContain("MID-1924");
    }

    @Test
    void timeOutOfDays_asksForADayAndWarns() {
        assertThat(run.log("two-days")).contains("asked 24h", "warning[MID-1924]: ", "this job may run 2880 min");
    }

    @Test
    void shorterTtl_warns() {
        assertThat(run.log("half")).contains("asked 30m", "warning[MID-1924]: ", "this job may run 60 min", "hint: ");
        assertThat(run.log("half-is-enough")).contains("asked 30m").doesNotContain("MID-1924");
    }

    @Test
    void roleThatShortens_warns() {
        assertThat(run.log("short")).containsPattern("warning\\[MID-1924]: the certificates end in (19|20) min");
        assertThat(run.exit()).as(run.output()).isZero();
    }
}
