package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tunnels and the ssh multiplexer in a run: they go from phase to phase of a container, and end with the run. */
class TunnelsTest extends RunOnLab {
    private static final String OUTPUTS = "application:hello,port=auto database:pg-main,user=ci,name=app,port=auto";
    private static final String REACH_BOTH =
            "psql -Atc 'select 1' && curl -sS \"http://$MACHINE_ID_APPLICATION_TUNNEL/x\" && echo \"at <$PGPORT>\"";

    private Run tunnels(String outputs) throws IOException {
        return idToken(run("deploy-spacelift"), Shapes.spacelift()).with("MACHINE_ID_OPT_OUTPUTS", outputs);
    }

    private static String port(Outcome outcome) {
        return outcome.log().replaceAll("(?s).*at <(\\d+)>.*", "$1");
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(directory.toString()) && line.contains(" serve "))
                        .isPresent())
                .toList();
    }

    private void ended() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!processes().isEmpty()) {
            assertThat(System.nanoTime()).as("still there: " + processes()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void tunnels_openBeforeTheFirstPhase_serveTheNext_andEndAfterTheRun() throws Exception {
        Run run = tunnels(OUTPUTS);
        Outcome init = works(run.phase(Phase.INIT, REACH_BOTH));
        Outcome plan = works(run.phase(Phase.PLAN, REACH_BOTH));

        assertThat(init.log()).contains("bot-ci as ci in app of pg-main", "bot-ci at hello/x");
        assertThat(plan.log()).contains("bot-ci as ci in app of pg-main", "more minutes");
        assertThat(port(plan)).isEqualTo(port(init));
        assertThat(joins()).isEqualTo(1);
        assertThat(processes()).hasSize(1);
        endsClean(run, "FINISHED");
        ended();
    }

    @Test
    void tunnel_atItsPort_failingPhase_leavesNothing() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Run run = tunnels("application:hello,port=" + port);
        Outcome apply = run.phase(Phase.APPLY, "curl -sS http://127.0.0.1:" + port + "/y && false");

        assertThat(apply.code()).isEqualTo(Outcome.PHASE_FAILED);
        assertThat(apply.log()).contains("bot-ci at hello/y");
        endsClean(run, "FAILED");
        ended();
    }

    @Test
    void tunnels_thatWereKilledBetweenPhases_areOpenedAnew() throws Exception {
        Run run = tunnels(OUTPUTS);
        works(run.phase(Phase.INIT, REACH_BOTH));
        processes().forEach(ProcessHandle::destroyForcibly);
        ended();

        assertThat(works(run.phase(Phase.PLAN, REACH_BOTH)).log()).contains("bot-ci at hello/x");
        assertThat(joins()).isEqualTo(2);
        endsClean(run, "FINISHED");
        ended();
    }

    @Test
    void multiplexer_byItsVariable_servesSshOfEveryPhase() throws Exception {
        Path place = directory.resolve("m"); // a socket's path is short
        Run run = idToken(run("deploy-spacelift"), Shapes.spacelift())
                .with("MACHINE_ID_OPT_SSH_MULTIPLEXER", "true")
                .with("MACHINE_ID_OPT_DIRECTORY", place.toString());
        String reach = "test -S '" + place.resolve("mux/socket") + "' && " + REACH;

        assertThat(works(run.phase(Phase.PLAN, reach)).log()).contains("reached by bot-ci");
        assertThat(works(run.phase(Phase.APPLY, reach)).log()).contains("reached by bot-ci");
        assertThat(joins()).isEqualTo(1);
        endsClean(run, "FINISHED");
        assertThat(place).doesNotExist();
        ended();
    }
}
