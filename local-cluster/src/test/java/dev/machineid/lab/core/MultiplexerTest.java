package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.multiplexer.SshMultiplexer;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ssh multiplexer with real sockets: clients that write a line, as they are and as they should not be. */
@Timeout(120)
class MultiplexerTest extends MultiplexerCase {
    @ParameterizedTest
    @CsvSource({"node-1:22", "node-1.lab-root:22", "leaf-node:22|lab-leaf", "leaf-node.lab-leaf:0|lab-leaf"})
    void target_thatExists_isConnected(String target) throws Exception {
        for (String end : List.of("\n", "\0")) {
            try (RawClient client = served.client()) {
                client.send(target + end + "SSH-2.0-test\r\n");
                assertThat(client.receiveText(8)).isEqualTo("SSH-2.0-");
            }
        }
        assertThat(served.becomesIdle()).isTrue();
    }

    @Test
    void target_thatIsNotThere_isToldBeforeAnyVersion() throws Exception {
        try (RawClient client = served.client()) {
            client.send("node-9:22\nSSH-2.0-test\r\n");
            assertThat(client.rest())
                    .startsWith("error[MID-1501]: the cluster has no node node-9 in cluster lab-root")
                    .endsWith("\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "node-1\n",
                "node-1:99999\n",
                "-oProxyCommand=x:22\n",
                "node-1:22|\n",
                "node-1:22|a b\n",
                "node-1:22|lab-root|x\n",
                "GET / HTTP/1.1\r\n",
                "\u0080\u00ff:22\n",
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln\n"
            })
    void request_thatIsNoTarget_isToldSo(String request) throws Exception {
        try (RawClient client = served.client()) {
            client.send(request);
            assertThat(client.rest()).startsWith("error[MID-1002]").doesNotContain("eyJhbGciOiJSUzI1NiJ9");
        }
        target_thatExists_isConnected("node-1:22");
    }

    @Test
    void request_withoutEnd_isNotReadForEver() throws Exception {
        try (RawClient client = served.client()) {
            client.send("a".repeat(700));
            assertThat(client.rest()).contains("is too long");
        }
        try (RawClient client = served.client()) {
            client.send("node-1");
            client.endSending();
            assertThat(client.rest()).contains("is not complete");
        }
        served.client().close();
        assertThat(served.becomesIdle()).isTrue();
    }

    @Test
    void thousandClients_areAllServedOverOneConnection() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "many")) {
            int before = cluster.counters().connections();
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                clients.add(served.client().send("many:0\n" + "hello " + i + "\n"));
            }
            for (int i = 0; i < 1000; i++) {
                String hello = "hello " + i + "\n";
                assertThat(clients.get(i).receiveText(hello.length())).isEqualTo(hello);
            }
            assertThat(node.open.get()).isEqualTo(1000);
            assertThat(cluster.counters().connections() - before).isEqualTo(1);
            for (RawClient client : clients) {
                client.close();
            }
            assertThat(served.becomesIdle()).isTrue();
            assertThat(Served.becomes(() -> node.open.get() == 0)).isTrue();
        }
    }

    @Test
    void clientsBeyondTheMost_findTheDoorClosed_untilOthersLeave() throws Exception {
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
            idle.add(served.client());
        }
        assertThat(Served.becomes(() -> served.multiplexer.clients() == 1024)).isTrue();
        try (RawClient late = served.client()) {
            assertThat(late.rest()).isEmpty();
        }
        for (RawClient client : idle) {
            client.close();
        }
        assertThat(served.becomesIdle()).isTrue();
        target_thatExists_isConnected("node-1:22");
    }

    @Test
    void sessionsOneAfterTheOther_keepToOneConnection() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "often")) {
            int before = cluster.counters().connections();
            for (int i = 0; i < 300; i++) {
                try (RawClient client = served.client()) {
                    client.send("often:0\nhello");
                    assertThat(client.receiveText(5)).isEqualTo("hello");
                }
                if (i % 100 == 50) {
                    System.gc(); // a stream that somebody forgot to close would end its connection now
                }
            }
            assertThat(cluster.counters().connections() - before).isEqualTo(1);
            assertThat(Served.becomes(() -> node.open.get() == 0)).isTrue();
        }
    }

    @Test
    void socketOfAKilledProcess_isTakenOver_thatOfALivingOneIsNot() throws Exception {
        Path place = Files.createDirectory(directory.resolve("p"));
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(place.resolve(SshMultiplexer.SOCKET)));
        }
        assertThat(place.resolve(SshMultiplexer.SOCKET)).exists();
        try (Served second = new Served(login, cluster.proxy(), place, SshMultiplexer.PATIENCE)) {
            try (RawClient client = second.client()) {
                client.send("node-1:22\n");
                assertThat(client.receiveText(8)).isEqualTo("SSH-2.0-");
            }
            MachineIdException refused = catchThrowableOfType(
                    MachineIdException.class,
                    () -> new Served(login, cluster.proxy(), place, SshMultiplexer.PATIENCE).close());
            assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICTING_OPTIONS);
        }
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void pathThatIsTooLong_isExplained() throws Exception {
        Path place = Files.createDirectory(directory.resolve("d".repeat(120)));
        MachineIdException refused = catchThrowableOfType(
                MachineIdException.class,
                () -> new Served(login, cluster.proxy(), place, SshMultiplexer.PATIENCE).close());
        assertThat(refused.code()).isEqualTo(ErrorCode.SOCKET_UNAVAILABLE);
        assertThat(refused.advice()).contains("shorter");
    }

    @Test
    void anotherUser_isNotLetIn() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(served.path())))
                .isEqualTo("rw-------");
        assumeTrue("root".equals(System.getProperty("user.name")), "needs another user");
        Path place = Files.createTempDirectory("mux"); // open to all, so that only the socket's own mode protects
        try (Served open = new Served(login, cluster.proxy(), place, SshMultiplexer.PATIENCE)) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThat(check(open.path())).startsWith("Master running");
            assertThat(check(open.path(), "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
                    .contains("Permission denied");
        } finally {
            Files.delete(place);
        }
    }

    private static String check(Path socket, String... before) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of("ssh", "-F", "/dev/null", "-O", "check", "-S", socket.toString(), "x"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
