package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Multiplexing;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The multiplexer as a job has it: real processes and the system's own ssh. */
@Timeout(240)
@ExtendWith(LabClusterExtension.class)
class SshMultiplexerVerbTest {
    @TempDir
    Path directory;

    private LabCluster cluster;
    private TestRun run;

    @BeforeEach
    void job(LabCluster lab) throws Exception {
        cluster = lab;
        run = new TestRun(directory, lab);
    }

    @AfterEach
    void nothingStays() {
        run.run("logout");
    }

    private String login(String... more) {
        String[] line = new String[more.length + 2];
        line[0] = "login";
        line[1] = "--ssh-multiplexer";
        System.arraycopy(more, 0, line, 2, more.length);
        TestRun.Outcome outcome = run.run(line);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).doesNotContain("does not run");
        Map<String, String> variables = TestRun.exported(outcome.out());
        run.variables.putAll(variables);
        return TestRun.of(variables, "MACHINE_ID_SSH_CONFIG");
    }

    private Path place() {
        Path generation = Path.of(TestRun.of(run.variables, "MACHINE_ID_DIR"));
        return generation.resolve("../..").normalize();
    }

    private Owner server() {
        return Multiplexing.server(place()).orElseThrow();
    }

    private static boolean becomes(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        return condition.getAsBoolean();
    }

    @Test
    void hundredConnections_sixteenAtOnce_areOneToTheProxy() throws Exception {
        String config = login();
        assertThat(Files.readString(Path.of(config))).contains("-O proxy");
        int before = cluster.counters().connections();
        TestRun.Outcome outcome = run.command(
                "sh",
                "-c",
                "seq 100 | xargs -P 16 -I N ssh -F '" + config
                        + "' -l ci node-1 'echo N:$SSH_TELEPORT_CLUSTER_NAME' | sort -n | uniq | wc -l");
        assertThat(outcome.out().strip()).as(outcome.err()).isEqualTo("100");
        assertThat(outcome.err()).isEmpty();
        assertThat(cluster.counters().connections() - before).isEqualTo(1);
        TestRun.Outcome leaf = run.command("ssh", "-F", config, "-l", "ci", "leaf-node.lab-leaf", "echo leaf");
        assertThat(leaf.out()).as(leaf.err()).isEqualTo("leaf\n");
        assertThat(cluster.counters().connections() - before).isEqualTo(1);
        Owner server = server();
        assertThat(server.isGone()).isFalse();
        assertThat(run.run("logout").out()).contains("ended the ssh multiplexer");
        assertThat(server.isGone()).isTrue();
        assertThat(run.files()).isZero();
    }

    @Test
    void bytes_manyBothWays_arriveWhole() throws Exception {
        String config = login();
        byte[] much = new byte[5_000_000];
        new Random(7).nextBytes(much);
        Path sent = Files.write(run.work.resolve("sent"), much);
        TestRun.Outcome outcome = run.command("sh", "-c", "ssh -F '" + config + "' -l ci node-1 cat < sent > back");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(run.work.resolve("back")).hasSameBinaryContentAs(sent);
    }

    @Test
    void node_thatIsNotThere_isToldOnceAndNotTriedTwice() throws Exception {
        String config = login();
        int before = cluster.counters().of("ProxySSH");
        TestRun.Outcome outcome = run.command("ssh", "-F", config, "-l", "ci", "no-such-node", "true");
        assertThat(outcome.code()).isEqualTo(255);
        assertThat(outcome.err()).containsOnlyOnce("error[MID-1501]").contains("no-such-node");
        assertThat(cluster.counters().of("ProxySSH") - before).isEqualTo(1);
    }

    @Test
    void processThatWasKilled_isNotMissed() throws Exception {
        String config = login();
        ProcessHandle.of(server().pid()).orElseThrow().destroyForcibly();
        assertThat(becomes(server()::isGone)).isTrue();
        TestRun.Outcome outcome = run.command("ssh", "-F", config, "-l", "ci", "node-1", "echo still");
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("still\n");
        Files.delete(place().resolve("mux/socket"));
        outcome = run.command("ssh", "-F", config, "-l", "ci", "node-1", "echo again");
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("again\n");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void credentialsThatAreGone_endTheProcess() throws Exception {
        login();
        Owner server = server();
        Files.delete(place().resolve(".machine-id.json"));
        assertThat(becomes(server::isGone)).isTrue();
        run.command("rm", "-rf", place().toString());
    }

    @Test
    void secondOne_isRefused() {
        login();
        TestRun.Outcome second = run.run("ssh-multiplexer", "--directory", place().toString());
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err()).contains("MID-1004").contains(Long.toString(server().pid()));
    }

    @Test
    void exec_servesInItsOwnProcess() throws Exception {
        int first = cluster.counters().connections();
        assertThat(run.run("exec", "--ssh", "--renew=false", "--", "true").code())
                .isZero();
        int before = cluster.counters().connections();
        int login = before - first;
        TestRun.Outcome outcome = run.run(
                "exec",
                "--ssh-multiplexer",
                "--renew=false", // the test's waits are none, so that it would renew all the time
                "--",
                "sh",
                "-c",
                "for n in 1 2 3; do ssh -F \"$MACHINE_ID_SSH_CONFIG\" -l ci node-1 echo hello $n; done > out;"
                        + " cat \"$MACHINE_ID_DIR\"/../../mux/.machine-id.json > marker");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(run.work.resolve("out")).hasContent("hello 1\nhello 2\nhello 3");
        assertThat(Files.readString(run.work.resolve("marker")))
                .contains("\"pid\":" + ProcessHandle.current().pid());
        // Each ssh for itself would be three more.
        assertThat(cluster.counters().connections() - before).isLessThanOrEqualTo(login + 2);
        assertThat(run.files()).isZero();
    }

    @Test
    void directoryTooLongForASocket_isAWarning_andSshWorks() throws Exception {
        Path deep = run.temporary.resolve("d".repeat(60)).resolve("e".repeat(60));
        TestRun.Outcome outcome = run.run("login", "--ssh-multiplexer", "--directory", deep.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("the ssh multiplexer does not run").contains("MID-1710");
        String config = TestRun.of(TestRun.exported(outcome.out()), "MACHINE_ID_SSH_CONFIG");
        TestRun.Outcome ssh = run.command("ssh", "-F", config, "-l", "ci", "node-1", "echo slowly");
        assertThat(ssh.out()).as(ssh.err()).isEqualTo("slowly\n");
        TestRun.Outcome why = run.run("ssh-multiplexer", "--directory", deep.toString());
        assertThat(why.err()).contains("MID-1710").contains("shorter");
        TestRun.Outcome exec = run.run("exec", "--ssh-multiplexer", "--directory", deep + "2", "--", "true");
        assertThat(exec.code()).as(exec.err()).isZero();
        assertThat(exec.err()).contains("MID-1710");
        run.run("logout", "--directory", deep.toString());
    }

    @Test
    void secrets_doNotReachTheProcess() throws Exception {
        run.variables.put("MY_PASSWORD", "never-see-this");
        login();
        String environment = Files.readString(Path.of("/proc/" + server().pid() + "/environ"));
        assertThat(environment)
                .contains("RUNNER_TEMP")
                .doesNotContain("never-see-this", "ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    }

    @Test
    void wrongLine_isRefused() {
        run.variables.remove("MACHINE_ID_OPT_PROXY");
        assertThat(run.run("ssh-multiplexer").err()).contains("MID-1003").contains("--proxy");
        TestRun.Outcome none = run.run("ssh-multiplexer", "--proxy", "localhost:1", "--directory", "/no/such");
        assertThat(none.code()).isEqualTo(3);
        assertThat(List.of(none.err().split("\n"))).anyMatch(line -> line.contains("MID-1605"));
    }
}
