package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Companion;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Logins with a process beside them, of which nothing may stay. */
abstract class CompanionCase {
    static final String BOTH = "application:hello,port=auto database:pg-main,user=ci,name=app,port=auto";

    @RegisterExtension
    static final LabClusterExtension LAB =
            new LabClusterExtension(lab -> lab.role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofSeconds(16)))
                    .bot("short", "short")
                    .joinToken(LabToken.github("short-github").bot("short").allow(Map.of("repository", "acme/app"))));

    @TempDir
    Path directory;

    TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
    }

    @AfterEach
    void nothingStays() throws Exception {
        if (run.variables.containsKey("MACHINE_ID_DIR")) {
            run.run("logout");
        }
        assertThat(run.files()).isZero();
        until(() -> processes().isEmpty());
    }

    /** Whatever still has this test's directory in its line. */
    private List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(run.temporary.toString()))
                .toList();
    }

    static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("too late").isLessThan(end);
            Thread.sleep(20);
        }
    }

    TestRun.Outcome login(String outputs, String... more) {
        List<String> line = new ArrayList<>(List.of("login", "--outputs", outputs));
        line.addAll(List.of(more));
        TestRun.Outcome outcome = run.run(line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        run.variables.putAll(TestRun.exported(outcome.out()));
        return outcome;
    }

    Path place() {
        return CredentialPlace.marked(Path.of(TestRun.of(run.variables, "MACHINE_ID_DIR")))
                .orElseThrow();
    }

    Owner companion() {
        return Companion.process(place()).orElseThrow();
    }

    String sh(String script) throws Exception {
        TestRun.Outcome outcome = run.command("sh", "-c", script);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
