package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Owner;
import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tunnels of a login, which a process of its own holds until the logout: real processes, psql and curl. */
@Timeout(240)
class LoginTunnelsTest extends CompanionCase {
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
    void refusedConnection_isToldAtLogout() throws Exception {
        login("application:echo,port=auto");
        Files.delete(place().resolve("current/application/echo/tls.crt"));
        run.command("sh", "-c", "curl -sS http://$MACHINE_ID_APPLICATION_TUNNEL/");

        assertThat(run.run("logout").err()).contains("the tunnels said:\n  error[MID-1504]");
    }
}
