package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LabClusterExtension.class)
class SshProxyVerbTest {
    @TempDir
    Path directory;

    private TestRun run;
    private String proxy = "";

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        run = new TestRun(directory, cluster);
        proxy = cluster.proxy();
    }

    private Map<String, String> login(String... more) {
        String[] line = new String[more.length + 1];
        line[0] = "login";
        System.arraycopy(more, 0, line, 1, more.length);
        TestRun.Outcome outcome = run.run(line);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return TestRun.exported(outcome.out());
    }

    private TestRun.Outcome proxy(String identity, String cluster, String node) {
        return run.run("ssh-proxy", "--identity", identity, "--proxy", proxy, "--cluster", cluster, "--", node);
    }

    private String identity() {
        return TestRun.of(login(), "MACHINE_ID_IDENTITY_FILE");
    }

    @ParameterizedTest
    @CsvSource({"ssh", "'ssh,proxy-command=openssl'"})
    void realSsh_reachesRootAndLeafNode(String output) throws Exception {
        Map<String, String> variables = login("--outputs", output);
        String config = TestRun.of(variables, "MACHINE_ID_SSH_CONFIG");
        assertThat(Files.readString(Path.of(config)))
                .contains(output.endsWith("openssl") ? "sh -c" : "dev.machineid.command.Main ssh-proxy");
        for (String node : List.of("node-1", "node-1.lab-root", "leaf-node.lab-leaf")) {
            TestRun.Outcome outcome = run.command(
                    "ssh", "-F", config, "-l", "ci", node, "echo $SSH_TELEPORT_CLUSTER_NAME:$SSH_TELEPORT_LOGIN");
            assertThat(outcome.out())
                    .as("%s: %s", node, outcome.err())
                    .isEqualTo((node.startsWith("leaf") ? "lab-leaf" : "lab-root") + ":ci\n");
        }
    }

    @Test
    void realSsh_insideExec_usesThisProgram() throws Exception {
        TestRun.Outcome outcome = run.run(
                "exec", "--ssh", "--", "sh", "-c", "ssh -F \"$MACHINE_ID_SSH_CONFIG\" -l root node-1 echo hello > out");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(run.work.resolve("out")).hasContent("hello");
        assertThat(run.files()).isZero();
    }

    @Test
    void bytes_goBothWaysUnchanged() {
        run.input = "SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII);
        TestRun.Outcome outcome = proxy(identity(), "lab-root", "node-1:22");
        assertThat(outcome.out()).startsWith("SSH-2.0-");
    }

    @Test
    void node_thatIsNotThere_isToldOnTwoLines() {
        TestRun.Outcome outcome = proxy(identity(), "lab-root", "no-such-node:22");
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("error[MID-1501]")
                .contains("no-such-node")
                .hasLineCount(2);
    }

    @Test
    void expiredCredentials_areFoundBeforeConnecting() {
        String identity = identity();
        run.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(3));
        proxy = "localhost:1";
        TestRun.Outcome outcome = proxy(identity, "lab-root", "node-1:22");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("error[MID-1607]")
                .contains("expired at ")
                .contains("2h ago")
                .contains("log in again");
    }

    @Test
    void identityFile_thatIsNotPrivateOrNotThere_isRefused() throws Exception {
        assertThat(proxy("/no/such", "lab-root", "node-1:22").code()).isEqualTo(3);
        Path file = Path.of(identity());
        Path link = Files.createSymbolicLink(run.temporary.resolve("link"), file);
        assertThat(proxy(link.toString(), "lab-root", "node-1:22").err()).contains("MID-1603");
        assertThat(proxy(run.temporary.toString(), "lab-root", "node-1:22").code())
                .isEqualTo(2);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        TestRun.Outcome open = proxy(file.toString(), "lab-root", "node-1:22");
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.err()).contains("MID-1601").contains("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, new byte[5 * 1024 * 1024]);
        assertThat(proxy(file.toString(), "lab-root", "node-1:22").err())
                .contains("MID-1606")
                .contains("4 MiB");
    }

    @Test
    void proxyThatIsNotThere_isAFault() {
        String identity = identity();
        proxy = "localhost:1";
        TestRun.Outcome outcome = proxy(identity, "lab-root", "node-1:22");
        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.err()).contains("MID-1401");
    }

    @Test
    void anotherClustersProxy_isNotTrusted() throws Exception {
        String identity = identity();
        try (LabCluster other = LabCluster.start()) {
            proxy = other.proxy();
            assertThat(proxy(identity, "lab-root", "node-1:22").code()).isEqualTo(5);
        }
    }

    @Test
    void httpsProxy_isUsed() {
        String identity = identity();
        run.variables.put("HTTPS_PROXY", "http://localhost:1");
        TestRun.Outcome outcome = proxy(identity, "lab-root", "node-1:22");
        assertThat(outcome.code()).isEqualTo(6);
        run.variables.put("NO_PROXY", "localhost");
        assertThat(proxy(identity, "lab-root", "node-1:22").code()).isZero();
    }

    @Test
    void wrongLine_isRefused() {
        assertThat(run.run("ssh-proxy").err()).contains("MID-1003").contains("--identity is missing");
        assertThat(run.run("ssh-proxy", "--identity", "x", "--proxy", "a", "--cluster", "c")
                        .err())
                .contains("no NODE:PORT");
        assertThat(proxy("x", "lab-root", "node without port").code()).isEqualTo(2);
        assertThat(run.run("ssh-proxy", "--identity", "x", "--proxy", "a", "--cluster", "c", "n:1", "m:1")
                        .code())
                .isEqualTo(2);
    }
}
