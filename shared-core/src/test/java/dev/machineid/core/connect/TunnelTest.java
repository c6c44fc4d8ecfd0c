package dev.machineid.core.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TunnelTest {
    private final BlockingQueue<MachineIdException> failures = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> arrived = new LinkedBlockingQueue<>();
    private ServerSocket far;
    private Tunnel tunnel;

    @BeforeEach
    void start() throws IOException {
        far = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> {
            try {
                while (true) {
                    arrived.add(far.accept());
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
        tunnel = Tunnel.open(0, this::dial, failures::add);
    }

    private Socket dial() {
        try {
            return new Socket(far.getInetAddress(), far.getLocalPort());
        } catch (IOException broken) {
            throw new FaultException(ErrorCode.CANNOT_CONNECT, "no connection", List.of(), "wait", broken);
        }
    }

    @AfterEach
    void stop() throws IOException {
        tunnel.close();
        far.close();
    }

    private Socket near() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), tunnel.port());
    }

    private Socket accepted() throws InterruptedException {
        return given(arrived.poll(10, TimeUnit.SECONDS));
    }

    private static <T> T given(@Nullable T value) {
        assertThat(value).isNotNull();
        return java.util.Objects.requireNonNull(value);
    }

    @Test
    void bytes_goBothWaysAndEndsArePassedOn() throws Exception {
        try (Socket near = near()) {
            byte[] large = "a line\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
            Thread sender = new Thread(() -> {
                try {
                    near.getOutputStream().write(large);
                    near.shutdownOutput();
                } catch (IOException broken) {
                    throw new java.io.UncheckedIOException(broken);
                }
            });
            sender.start();
            try (Socket end = accepted()) {
                assertThat(end.getInputStream().readAllBytes()).isEqualTo(large);
                end.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
                end.shutdownOutput();
            }
            assertThat(near.getInputStream().readAllBytes()).asString().isEqualTo("answer");
            sender.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void connections_atOnce_areOneEach() throws Exception {
        try (Socket one = near();
                Socket two = near()) {
            one.getOutputStream().write('1');
            two.getOutputStream().write('2');
            try (Socket first = accepted();
                    Socket second = accepted()) {
                assertThat(new int[] {
                            first.getInputStream().read(),
                            second.getInputStream().read()
                        })
                        .containsExactlyInAnyOrder('1', '2');
            }
        }
    }

    @Test
    void farSide_thatEndsWithoutAnAnswer_isTold() throws Exception {
        try (Socket near = near()) {
            near.getOutputStream().write('?');
            Socket end = accepted();
            assertThat(end.getInputStream().read()).isEqualTo('?');
            end.close();

            assertThat(near.getInputStream().read()).isEqualTo(-1);
            MachineIdException told = given(failures.poll(10, TimeUnit.SECONDS));
            assertThat(told).isInstanceOf(DeniedException.class);
            assertThat(told.code()).isEqualTo(ErrorCode.TARGET_REFUSED);
            assertThat(told.advice()).contains("session MFA");
        }
    }

    @Test
    void nearSide_thatOnlyLooks_isNoFailure() throws Exception {
        near().close();
        try (Socket end = accepted()) {
            assertThat(end.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket next = near()) { // served after the first has been dealt with
            next.getOutputStream().write('x');
            try (Socket end = accepted()) {
                assertThat(end.getInputStream().read()).isEqualTo('x');
                end.getOutputStream().write('y');
                assertThat(next.getInputStream().read()).isEqualTo('y');
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void dialer_thatFails_endsThatConnectionOnly() throws Exception {
        int port = far.getLocalPort();
        far.close();
        try (Socket near = near()) {
            assertThat(near.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(given(failures.poll(10, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.CANNOT_CONNECT);

        far = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        try (Socket near = near();
                Socket end = far.accept()) {
            end.getOutputStream().write('!');
            assertThat(near.getInputStream().read()).isEqualTo('!');
        }
    }

    @Test
    void port_thatIsTaken_isRefusedWithTheWayOut() {
        FaultException refused =
                catchThrowableOfType(FaultException.class, () -> Tunnel.open(tunnel.port(), this::dial, failures::add));

        assertThat(refused.code()).isEqualTo(ErrorCode.TUNNEL_NOT_OPENED);
        assertThat(refused.what()).contains("127.0.0.1", Integer.toString(tunnel.port()));
        assertThat(refused.advice()).contains("another port");
    }

    @Test
    void close_cutsEveryConnectionAndFreesThePort() throws Exception {
        try (Socket near = near();
                Socket end = accepted()) {
            near.getOutputStream().write('x');
            assertThat(end.getInputStream().read()).isEqualTo('x');
            tunnel.close();

            assertEnded(near.getInputStream());
            assertEnded(end.getInputStream());
            Tunnel.open(tunnel.port(), this::dial, failures::add).close();
        }
        assertThat(failures).isEmpty();
    }

    private static void assertEnded(InputStream in) {
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
