package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Running;
import dev.machineid.action.FakeRunner.Use;
import dev.machineid.core.Companion;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tunnels and the ssh multiplexer: they live until the post step, or as long as the script of {@code run}. */
class TunnelCheck extends ActionUse {
    private static final String OUTPUTS = "application:hello,port=auto database:pg-main,user=ci,name=app,port=auto";
    private static final String REACH = "psql -Atc 'select 1'; curl -sS \"http://$MACHINE_ID_APPLICATION_TUNNEL/x\"";

    private static Path place(Use use) {
        return Path.of(directory(use));
    }

    @Test
    void outputsWithPorts_areReachedInTheNextStep_namedOnTheCard_andEndWithThePost() {
        Use use = runner.uses("outputs", OUTPUTS);
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(runner.run(REACH).out()).isEqualTo("bot-ci as ci in app of pg-main\nbot-ci at hello/x\n");
        assertThat(runner.summary.toString())
                .contains("| tunnels | application hello at " + runner.variables.get("MACHINE_ID_APPLICATION_TUNNEL"))
                .contains("database pg-main at 127.0.0.1:" + runner.variables.get("PGPORT"));
        String process = FakeRunner.read(Path.of(
                "/proc",
                Long.toString(Companion.process(place(use)).orElseThrow().pid()),
                "environ"));
        assertThat(process)
                .contains("RUNNER_TEMP")
                .doesNotContain(
                        "ACTIONS_ID_TOKEN",
                        "INPUT_",
                        cluster.mint().requestToken().reveal());
        end(use);
    }

    @Test
    void multiplexerAndATunnelAtItsPort_areOneProcess_besideTheRenewal() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Use use = runner.uses(
                "ssh-multiplexer",
                "true",
                "renew",
                "true",
                "ttl",
                "1m",
                "outputs",
                "ssh application:hello,port=" + port);
        Outcome main = use.main();
        assertThat(main.code()).as(main.out() + main.err()).isZero();
        Path place = place(use);

        assertThat(runner.processes().stream().filter(line -> line.contains(" serve ")))
                .hasSize(1);
        Outcome first = runner.run("test -S '" + place.resolve("mux/socket") + "'; " + SSH);
        assertThat(first.out()).as(first.err() + main.commands("warning")).isEqualTo("on-42\n");
        FakeRunner.await(() -> Generations.current(place)
                .filter(newest -> newest.endsWith("2"))
                .isPresent());
        runner.run("rm -rf '" + place.resolve("generations/1") + "'");
        assertThat(runner.run("curl -sS http://127.0.0.1:" + port + "/y; " + SSH)
                        .out())
                .isEqualTo("bot-ci at hello/y\non-42\n");
        end(use);
    }

    @Test
    void run_getsTheTunnelsForItsScriptAlone() {
        Use use = runner.uses("outputs", OUTPUTS, "run", REACH + "; echo port=$PGPORT");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(main.out()).contains("bot-ci as ci in app of pg-main\nbot-ci at hello/x\nport=");
        assertThat(runner.variables).doesNotContainKeys("PGPORT", "MACHINE_ID_APPLICATION_TUNNEL");
        assertThat(runner.processes()).isEmpty();
        end(use);
    }

    @Test
    void exportEnvFalse_exportsNoPort() {
        Use use = runner.uses("outputs", OUTPUTS, "export-env", "false");
        Outcome main = use.main();

        assertThat(main.out()).contains("application hello at 127.0.0.1:");
        assertThat(runner.variables).doesNotContainKeys("PGPORT", "MACHINE_ID_APPLICATION_TUNNEL");
        end(use);
    }

    @Test
    void portThatIsTaken_failsTheStep_andLeavesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Use use = runner.uses("outputs", "application:hello,port=" + taken.getLocalPort());
            Outcome main = use.main();

            assertThat(main.code()).isEqualTo(1);
            assertThat(main.commands("error")).contains("MID-1721", "MID-1720");
            assertThat(runner.left()).isEmpty();
            end(use);
        }
    }

    @Test
    void connectionThatIsRefused_isToldByThePost() throws IOException {
        Use use = runner.uses("outputs", "application:echo,port=auto");
        use.main();
        Files.delete(Generations.current(place(use)).orElseThrow().resolve("application/echo/tls.crt"));
        runner.run("curl -sS \"http://$MACHINE_ID_APPLICATION_TUNNEL/\" || true");
        Outcome post = use.post();

        assertThat(post.commands("warning")).contains("tunnels: error[MID-1504]");
        end(use);
    }

    @Test
    void cancel_whileTheScriptHasATunnel_endsAll() {
        Use use = runner.uses("outputs", OUTPUTS, "run", "echo started-$PGPORT; exec sleep 1000");
        Running running = use.start("main.js");
        running.await(() -> running.said().contains("started-"));
        running.signal("TERM");
        use.end(running);

        assertThat(runner.left()).isEmpty();
        end(use);
    }
}
