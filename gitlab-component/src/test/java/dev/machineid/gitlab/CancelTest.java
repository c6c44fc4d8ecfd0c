package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that end by force, while their script runs. */
@ExtendWith(LabClusterExtension.class)
class CancelTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Pipeline pipeline;

    @SuppressWarnings("NullAway.Init")
    private String token;

    @BeforeEach
    void write(LabCluster lab) throws IOException {
        Path certificate = Files.write(directory.resolve("ca.pem"), lab.webCaPem());
        ComponentProject component = ComponentProject.make(directory.resolve("component"));
        String jobs = """
                deploy:
                  extends: .machine-id
                  stage: deploy
                  script: [ 'ls -d "$MACHINE_ID_DIR" && echo $$ >../pid && mv ../pid ../script.pid && sleep 300' ]
                later:
                  extends: .machine-id
                  stage: deploy
                  script: [ 'ls ../shm' ]
                """;
        pipeline = new Pipeline(
                directory,
                component,
                "include:\n" + Include.of(lab, component, certificate).yaml() + jobs);
        token = lab.issuer().mint(Shapes.gitlab("lab-root")).reveal();
    }

    private Process start(Path output) throws IOException, InterruptedException {
        Process process = new Command(pipeline.app(), pipeline.environment())
                .start(pipeline.line("deploy", "--variable", "MACHINE_ID_ID_TOKEN=" + token), output);
        until(process, () -> Files.exists(directory.resolve("script.pid")), output);
        assertThat(pipeline.logins()).hasSize(1);
        assertThat(pipeline.left()).isNotEmpty();
        return process;
    }

    private static void until(Process process, BooleanSupplier condition, Path output) throws InterruptedException {
        Instant end = Instant.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || Instant.now().isAfter(end)) {
                Command.stop(process);
                throw new AssertionError(Tree.read(output));
            }
        }
    }

    /** GitLab's runner ends the script and then runs after_script, since 17.0. */
    @Test
    void cancelledScript_isCleanedUpAfter() throws Exception {
        Path output = directory.resolve("output");
        Process process = start(output);
        long script = Long.parseLong(Tree.read(directory.resolve("script.pid")).strip());

        ProcessHandle.of(script).orElseThrow().descendants().forEach(ProcessHandle::destroy);
        ProcessHandle.of(script).ifPresent(ProcessHandle::destroy);

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(Tree.read(output)).contains("machine-id: removed");
        assertThat(pipeline.logins()).isEmpty();
    }

    /** Nothing runs after it; what it left goes with a later job of the machine, once no certificate in it can be good. */
    @Test
    void lostMachine_isCleanedUpByALaterJob() throws Exception {
        Path output = directory.resolve("output");
        Process process = start(output);
        Command.stop(process);
        List<Path> left = pipeline.logins();
        assertThat(left).hasSize(1);
        String name = left.get(0).getFileName().toString();

        assertThat(pipeline.run("later", "--variable", "MACHINE_ID_ID_TOKEN=" + token)
                        .log("later"))
                .contains(name);
        Files.setLastModifiedTime(left.get(0), FileTime.from(Instant.now().minus(Duration.ofHours(49))));
        assertThat(pipeline.run("later", "--variable", "MACHINE_ID_ID_TOKEN=" + token)
                        .log("later"))
                .contains("machine-id-job-")
                .doesNotContain(name);
        assertThat(pipeline.logins()).isEmpty();
    }
}
