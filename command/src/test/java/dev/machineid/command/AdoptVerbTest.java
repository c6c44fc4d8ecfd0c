package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabClusterExtension.class)
class AdoptVerbTest {
    @TempDir
    Path directory;

    private TestRun run;
    private Path daemon;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
        daemon = directory.resolve("daemon");
    }

    private void daemonLogsIn() {
        TestRun.Outcome login = run.run("login", "--directory", daemon.toString(), "--follow");
        assertThat(login.code()).as(login.err()).isZero();
    }

    private String[] adopt(String... more) {
        return Stream.concat(Stream.of("adopt", "--from", daemon.toString(), "--outputs", "ssh"), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void adopt_ofOurOwnDirectory_isACopyThatReachesANode(LabCluster cluster) throws Exception {
        daemonLogsIn();

        TestRun.Outcome outcome = run.run(adopt());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("bot ci in lab-root, taken from a directory")
                .contains("valid until");
        Map<String, String> variables = TestRun.exported(outcome.out());
        Path config = Path.of(TestRun.of(variables, "MACHINE_ID_SSH_CONFIG"));
        assertThat(config).isRegularFile().doesNotHaveToString(daemon.toString());
        assertThat(Files.readString(config)).doesNotContain(daemon.toString());
        TestRun.Outcome ssh = run.command("ssh", "-F", config.toString(), "root@" + LabCluster.NODE, "echo", "there");
        assertThat(ssh.out()).as(ssh.err()).isEqualTo("there\n");
        assertThat(run.run(
                                "logout",
                                "--directory",
                                java.util.Objects.requireNonNull(config.getParent())
                                        .toString())
                        .out())
                .contains("removed");
        assertThat(Files.exists(daemon.resolve("current/identity"))).isTrue();
    }

    @Test
    void adopt_ofAFlatDirectory_readsItsIdentityFile() throws Exception {
        daemonLogsIn();
        Path flat = Files.createDirectory(directory.resolve("flat"));
        Files.copy(daemon.resolve("current/identity"), flat.resolve("identity"));

        TestRun.Outcome outcome = run.run("adopt", "--from", flat.toString(), "--terraform", "--json");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("TF_TELEPORT_ADDR", "\"join_method\":\"directory\"", "\"bot\":\"ci\"");
    }

    @Test
    void adopt_again_followsTheDaemonIntoTheSameDirectory() throws Exception {
        daemonLogsIn();
        Path own = directory.resolve("own");
        TestRun.Outcome first = run.run(adopt("--directory", own.toString(), "--follow"));
        String config = TestRun.of(TestRun.exported(first.out()), "MACHINE_ID_SSH_CONFIG");
        byte[] before = Files.readAllBytes(Path.of(config).resolveSibling("key-cert.pub"));

        daemonLogsIn();
        assertThat(Path.of(config).resolveSibling("key-cert.pub")).hasBinaryContent(before);
        run.run(adopt("--directory", own.toString(), "--follow"));

        assertThat(config).endsWith("current/ssh_config");
        assertThat(Files.readAllBytes(Path.of(config).resolveSibling("key-cert.pub")))
                .isNotEqualTo(before);
    }

    @Test
    void adopt_ofWhatIsNotThereExpiredOrBroken_isExplainedAndLeavesNothing() throws Exception {
        assertThat(run.run(adopt()).code()).isEqualTo(3);
        assertThat(run.run(adopt()).err()).contains("MID-1605");
        assertThat(run.run("adopt").err()).contains("MID-1003", "--from");
        assertThat(run.run(adopt("--follow")).err()).contains("MID-1003", "--directory");
        daemonLogsIn();
        assertThat(run.run("adopt", "--from", daemon.toString(), "--outputs", "kubernetes:staging")
                        .err())
                .contains("MID-1007");
        assertThat(run.run(adopt("--expect-bot", "other")).err()).contains("MID-1502");
        assertThat(run.run(adopt("--expect-cluster", "other")).err()).contains("MID-1502");
        run.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        assertThat(run.run(adopt()).err()).contains("MID-1607", "look at its log");
        run.clock = Clock.systemUTC();
        tear();
        assertThat(run.run(adopt()).err()).contains("MID-1606").doesNotContain("PRIVATE KEY");
        assertThat(run.files()).isZero();
    }

    private void tear() throws IOException {
        Path identity = daemon.resolve("current/identity");
        Files.writeString(identity, Files.readString(identity).substring(0, 400));
    }

    @Test
    void stdinEnv_isTheVariablesValue_andNeverShown(LabCluster cluster) throws Exception {
        String token = cluster.issuer()
                .mint(dev.machineid.lab.issuer.Shapes.jenkins("lab-root"))
                .reveal();
        run.input = (token + "\n").getBytes(StandardCharsets.UTF_8);

        TestRun.Outcome outcome =
                run.run("login", "--token", "deploy-jenkins", "--stdin-env", "ID", "--oidc-env", "ID", "--debug");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("joined by generic_oidc").doesNotContain(token);
        assertThat(run.variables).doesNotContainKey("ID");
    }

    @Test
    void stdinEnv_unusable_isRefusedBeforeAnythingIsAsked() throws Exception {
        assertThat(run.run("login", "--stdin-env", "A-B").err()).contains("MID-1002", "not the name of a variable");
        run.input = new byte[70_000];
        assertThat(run.run("login", "--stdin-env", "ID", "--oidc-env", "ID").err())
                .contains("MID-1002", "64 KiB");
        run.input = new byte[0];
        assertThat(run.run("login", "--stdin-env", "ID", "--oidc-env", "ID", "--join-method", "generic_oidc")
                        .err())
                .contains("MID-1102", "ID");
        assertThat(run.files()).isZero();
    }
}
