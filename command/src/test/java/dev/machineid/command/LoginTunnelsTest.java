package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Companion;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tunnels of a login, which a process of its own holds until the logout: real processes, psql and curl. */
@Timeout(240)
class LoginTunnelsTest {
    private static final String BOTH = "application:hello,port=auto database:pg-main,user=ci,name=app,port=auto";

    @RegisterExtension
    static final LabClusterExtension LAB =
            new LabClusterExtension(lab -> lab.role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofSeconds(16)))
                    .bot("short", "short")
                    .joinToken(LabToken.github("short-github").bot("short").allow(Map.of("repository", "acme/app"))));

    @TempDir
    Path directory;

    private TestRun run;

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

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("too late").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private TestRun.Outcome login(String outputs, String... more) {
        List<String> line = new ArrayList<>(List.of("login", "--outputs", outputs));
        line.addAll(List.of(more));
        TestRun.Outcome outcome = run.run(line.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        run.variables.putAll(TestRun.exported(outcome.out()));
        return outcome;
    }

    private Path place() {
        return CredentialPlace.marked(Path.of(TestRun.of(run.variables, "MACHINE_ID_DIR")))
                .orElseThrow();
    }

    private Owner companion() {
        return Companion.process(place()).orElseThrow();
    }

    private String sh(String script) throws Exception {
        TestRun.Outcome outcome = run.command("sh", "-c", script);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void login_withPorts_opensTheTunnels_andLogoutEndsThem() throws Exception {
        TestRun.Outcome login = login(BOTH);

        assertThat(login.err())
                .contains("application hello at " + run.variables.get("MACHINE_ID_APPLICATION_TUNNEL"))
                .contains("database pg-main at 127.0.0.1:" + run.variables.get("PGPORT"));
        assertThat(sh("psql -Atc 'select 1'; curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/x"))
                .isEqualTo("bot-ci as ci in app of pg-main\nbot-ci at hello/x\n");
        assertThat(run.run("status", "--json").out()).contains("\"companion\":\"running\"");
        Owner companion = companion();
        TestRun.Outcome logout = run.run("logout");
        assertThat(logout.out()).contains("ended the tunnels\n").doesNotContain("multiplexer");
        assertThat(logout.err()).isEmpty();
        assertThat(companion.isGone()).isTrue();
        assertThat(run.files()).isZero();
        try (ServerSocket free = new ServerSocket()) {
            free.bind(new java.net.InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(TestRun.of(run.variables, "PGPORT"))));
        }
    }

    @Test
    void login_withNumbersAPrefixAndTheMultiplexer_isOneProcess() throws Exception {
        int port = freePort();
        login("ssh application:hello,port=" + port, "--ssh-multiplexer", "--prefix", "READ_");

        assertThat(run.variables).containsEntry("READ_MACHINE_ID_APPLICATION_TUNNEL", "127.0.0.1:" + port);
        assertThat(run.variables).doesNotContainKey("MACHINE_ID_APPLICATION_TUNNEL");
        run.variables.put("MACHINE_ID_DIR", TestRun.of(run.variables, "READ_MACHINE_ID_DIR"));
        assertThat(sh("curl -sS http://127.0.0.1:" + port
                        + "/; ssh -F \"$READ_MACHINE_ID_SSH_CONFIG\" -l ci node-1 echo by ssh"))
                .isEqualTo("bot-ci at hello/\nby ssh\n");
        assertThat(dev.machineid.core.Multiplexing.server(place())).contains(companion());
        assertThat(run.run("logout").out()).contains("ended the tunnels\nended the ssh multiplexer\n");
    }

    @Test
    void json_holdsTheTunnelsVariablesToo() {
        TestRun.Outcome outcome =
                run.run("login", "--json", "--outputs", "application:echo,port=auto application:hello");
        run.variables.put("MACHINE_ID_DIR", outcome.out().replaceFirst("(?s).*\"directory\":\"([^\"]+)\".*", "$1"));

        assertThat(outcome.out()).containsPattern("\"MACHINE_ID_APPLICATION_TUNNEL\":\"127.0.0.1:[0-9]+\"");
    }

    @Test
    void renewal_underAnOpenTunnel_keepsIt_andTheNextConnectionTakesTheNewest() throws Exception {
        login("application:echo,port=auto identity", "--renew", "--token", "short-github");
        String[] tunnel =
                TestRun.of(run.variables, "MACHINE_ID_APPLICATION_TUNNEL").split(":", -1);
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(tunnel[1]))) {
            assertThat(echoed(open, "before")).isEqualTo("before");
            Process renewing = run.start("renew", "--token", "short-github", "--outputs", "application:echo identity");
            until(() -> Objects.requireNonNull(
                                    Generations.current(place()).orElseThrow().getFileName())
                            .toString()
                            .compareTo("2")
                    >= 0);
            run.command("rm", "-rf", place().resolve("generations/1").toString()); // nobody needs it any more
            assertThat(echoed(open, "after.")).isEqualTo("after.");
            try (Socket fresh = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(tunnel[1]))) {
                assertThat(echoed(fresh, "fresh.")).isEqualTo("fresh.");
            }
            assertThat(run.run("logout").out()).contains("ended the renewal").contains("ended the tunnels");
            assertThat(renewing.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String echoed(Socket socket, String text) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
    }

    @Test
    void loginAgain_intoTheSameDirectory_keepsTheProcess_untilItServesSomethingElse() throws Exception {
        String place = run.temporary.resolve("mine").toString();
        login(BOTH, "--directory", place, "--follow");
        Owner first = companion();
        String port = TestRun.of(run.variables, "PGPORT");
        login(BOTH, "--directory", place, "--follow");

        assertThat(companion()).isEqualTo(first);
        assertThat(run.variables).containsEntry("PGPORT", port);
        assertThat(sh("psql -Atc 'select 1'")).contains("bot-ci");
        login("application:hello,port=auto", "--directory", place, "--follow");
        assertThat(first.isGone()).isTrue();
        assertThat(sh("curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/")).contains("bot-ci");
    }

    @Test
    void portThatIsTaken_failsTheLogin_andLeavesNothing() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestRun.Outcome outcome =
                    run.run("login", "--outputs", BOTH + " application:echo,port=" + other.getLocalPort());

            assertThat(outcome.code()).isEqualTo(6);
            assertThat(outcome.err()).contains("error[MID-1721]", "it said: error[MID-1720]", "hint: ");
            assertThat(outcome.out()).isEmpty();
        }
    }

    @Test
    void programThatCannotBeStartedAgain_failsBeforeTheJoin(LabCluster cluster) {
        int joins = cluster.counters().joins();
        run.launcher = new Launcher(List.of(), "this program does not run from its jar");
        TestRun.Outcome outcome = run.run("login", "--outputs", BOTH);

        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.err()).contains("MID-1721", "does not run from its jar");
        assertThat(cluster.counters().joins()).isEqualTo(joins);
    }

    @ParameterizedTest
    @CsvSource({"/no/such/program,could not be started", "/bin/false,ended with code 1"})
    void programThatDoesNotServe_failsTheLogin_andLeavesNothing(String program, String words) {
        run.launcher = new Launcher(List.of(program), "");
        TestRun.Outcome outcome = run.run("login", "--outputs", BOTH);

        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.err()).contains("MID-1721");
        assertThat(outcome.err()).containsAnyOf(words, "ended with code"); // setsid starts what is not there
    }

    @Test
    void stoppedWhileItWaits_endsBoth_andLeavesNothing() throws Exception {
        Path stuck = run.work.resolve("stuck");
        Files.writeString(stuck, "#!/bin/sh\necho > '" + run.work.resolve("begun") + "'\nexec sleep 1000 # \"$@\"\n");
        assertThat(stuck.toFile().setExecutable(true)).isTrue();
        run.variables.put("JDK_JAVA_OPTIONS", "-Dmachineid.launcher=" + stuck);
        Process login = run.start("login", "--outputs", BOTH);
        until(() -> Files.exists(run.work.resolve("begun")));
        login.destroy();

        assertThat(login.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(login.exitValue()).isNotZero();
    }

    @Test
    void killedProcess_isSeenByStatus_andLogoutRemovesAll() throws Exception {
        login(BOTH);
        ProcessHandle process = ProcessHandle.of(companion().pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(30, TimeUnit.SECONDS);

        assertThat(run.command("sh", "-c", "curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/")
                        .err())
                .contains("onnect");
        assertThat(run.run("status").out()).contains("has ended; log in again");
        assertThat(run.run("status", "--json").out()).contains("\"companion\":\"ended\"");
        assertThat(run.run("logout").code()).isZero();
    }

    @Test
    void credentialsRemovedByOthers_endTheProcess() throws Exception {
        login(BOTH);
        Owner companion = companion();
        run.command("rm", "-rf", place().toString());

        until(companion::isGone);
    }

    @Test
    void refusedConnection_isToldAtLogout() throws Exception {
        login("application:echo,port=auto");
        Files.delete(place().resolve("current/application/echo/tls.crt"));
        run.command("sh", "-c", "curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/");

        assertThat(run.run("logout").err()).contains("the tunnels said:\n  error[MID-1504]");
    }

    @Test
    void process_knowsNoSecretAndNoOption_andHasASmallHeap() throws Exception {
        run.variables.put("MY_PASSWORD", "never-see-this");
        run.variables.put("RUNNER_TRACKING_ID", "runner-1");
        login(BOTH);
        Path proc = Path.of("/proc", Long.toString(companion().pid()));

        assertThat(Files.readString(proc.resolve("environ")))
                .contains("RUNNER_TRACKING_ID=runner-1")
                .doesNotContain("never-see-this", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "MACHINE_ID_OPT_");
        assertThat(Files.readString(proc.resolve("cmdline"))).contains("-Xmx", "serve");
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(Path.of("/"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/1"))).isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/2"))).hasFileName(Companion.LOG);
    }

    @Test
    void serve_byHand_beforeAndBehindTheJob() throws Exception {
        login("application:hello identity");
        TestRun.Outcome background =
                run.run("serve", "--background", "--outputs", "application:hello,port=auto", "--format", "json");
        assertThat(background.code()).as(background.err()).isZero();
        assertThat(background.out()).containsPattern("^\\{\"MACHINE_ID_APPLICATION_TUNNEL\": ?\"127.0.0.1:[0-9]+\"");
        TestRun.Outcome second = run.run("serve", "--outputs", "application:hello,port=auto");
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err()).contains("MID-1004", Long.toString(companion().pid()));
    }

    @ParameterizedTest
    @CsvSource({
        "'serve',2,--outputs is missing",
        "'serve --outputs ssh',2,none of the outputs has a port",
        "'serve --outputs database:x;port=1',2,MID-1002",
        "'serve --outputs application:x,port=auto',3,there are no credentials",
        "'serve --outputs application:x,port=auto more',2,belongs to no option",
    })
    void misuse_isExplained(String line, int code, String words) {
        TestRun.Outcome outcome = run.run(line.split(" "));

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.err()).contains(words, "hint: ");
    }
}
