package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels and the ssh multiplexer of a block: opened on the agent wherever the join was, kept by a renewal, ended with it. */
class TunnelSessionTest extends SessionFixture {
    private static final String OUTPUTS = "outputs=application:echo,port=auto application:hello,port=auto";

    @AfterEach
    void nobodyStays() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!serving().isEmpty()) {
            assertThat(System.nanoTime()).as("still there: " + serving()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private List<ProcessHandle> serving() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(" serve ") && line.contains(place.folder.toString()))
                        .isPresent())
                .toList();
    }

    private static String echoed(Map<String, String> environment, String text) throws IOException {
        String[] tunnel = environment
                .getOrDefault("MACHINE_ID_APPLICATION_TUNNEL", "none:0")
                .split(":", -1);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(tunnel[1]))) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void open_outputsWithPorts_areReached_throughARenewal_andEndWithTheBlock(String joinOn) throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan(joinOn, OUTPUTS), build -> true);
        Map<String, String> environment = opened.state().environment();

        assertThat(opened.onController()).isEqualTo(joinOn.equals("controller"));
        assertThat(echoed(environment, "before")).isEqualTo("before");
        assertThat(serving()).hasSize(1);
        Session.Opened renewed = session.renew(LocalWorkplace.crossed(opened.state()));
        assertThat(renewed.state().environment())
                .containsEntry("MACHINE_ID_APPLICATION_TUNNEL", environment.get("MACHINE_ID_APPLICATION_TUNNEL"))
                .containsKeys(environment.keySet().toArray(String[]::new));
        assertThat(serving()).hasSize(1);
        assertThat(echoed(environment, "after")).isEqualTo("after");
        session.close(Optional.of(renewed.state()));
        assertThat(left()).isEmpty();
        assertThat(serving()).isEmpty();
    }

    @Test
    void open_withTheMultiplexer_servesSshByIt() throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan("", "ssh-multiplexer=true"), build -> true);

        assertThat(ssh(opened.state().environment())).isEqualTo("reached\n");
        assertThat(serving()).hasSize(1);
        session.close(Optional.of(opened.state()));
        assertThat(left()).isEmpty();
        assertThat(serving()).isEmpty();
    }

    @Test
    void open_portThatIsTaken_failsTheBlock_andLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Session session = session();
            SessionFailure failed = catchThrowableOfType(
                    SessionFailure.class,
                    () -> session.open(
                            plan("", "outputs=application:hello,port=" + taken.getLocalPort()), build -> true));

            assertThat(failed).hasMessageContaining("MID-1721").hasMessageContaining("MID-1720");
            session.close(Optional.empty());
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void abort_inTheMiddleOfTheLogin_endsWhatWasStarted() throws Exception {
        Session session = session();
        session.open(plan("", OUTPUTS), build -> true);
        List<ProcessHandle> started = serving();
        session.close(Optional.empty()); // the answer never came

        assertThat(left()).isEmpty();
        assertThat(started).isNotEmpty();
        nobodyStays();
    }

    @Test
    void close_ofATunnelThatWasRefused_saysWhy() throws Exception {
        Session session = session();
        Session.Opened opened = session.open(plan("", "outputs=application:echo,port=auto"), build -> true);
        Map<String, String> environment = opened.state().environment();
        Files.delete(Path.of(environment.getOrDefault("MACHINE_ID_APPLICATION_CERT", "none")));
        try {
            echoed(environment, "x");
        } catch (IOException refused) {
            // as it must be
        }
        session.close(Optional.of(opened.state()));

        assertThat(log).anyMatch(line -> line.contains("MID-1504"));
        assertThat(left()).isEmpty();
    }

    @Test
    void open_inAContainer_warnsThatThePortIsTheAgents() throws Exception {
        place.elsewhere = true;
        Session session = session();
        Session.Opened opened = session.open(plan("", "outputs=application:echo,port=auto"), build -> true);

        assertThat(log).anyMatch(line -> line.startsWith("warning: tunnels listen on the agent's own 127.0.0.1"));
        session.close(Optional.of(opened.state()));
    }
}
