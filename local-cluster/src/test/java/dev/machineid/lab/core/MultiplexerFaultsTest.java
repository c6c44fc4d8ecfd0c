package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.multiplexer.SshMultiplexer;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.fault.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ssh multiplexer when clients, nodes and the proxy leave, stall, or come back. */
@Timeout(120)
class MultiplexerFaultsTest {
    private static final Duration HURRY = Duration.ofMillis(300);

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();
    private Login login;

    @BeforeEach
    void logIn() throws Exception {
        login = new FakeJob(cluster, directory)
                .option("token", "deploy-github")
                .onGitHub(cluster)
                .login();
    }

    @AfterEach
    void logOut() {
        login.close();
    }

    private Served served() {
        return new Served(login, cluster.proxy(), directory, SshMultiplexer.PATIENCE);
    }

    @Test
    void clientThatSaysNothing_isSentAway_aSlowOneThatSettledIsNot() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "slow");
                Served served = new Served(login, cluster.proxy(), directory, HURRY);
                RawClient settled = served.client().send("slow:0\n");
                RawClient silent = served.client();
                RawClient dripping = served.client().send("slo");
                RawClient openSsh = served.client().packet(0, 0, 0, 1, 0, 0, 0, 4)) {
            assertThat(silent.rest()).isEmpty();
            assertThat(dripping.rest()).isEmpty();
            assertThat(openSsh.rest()).hasSize(12); // our own hello, and no more
            settled.send("x");
            assertThat(settled.receiveText(1)).isEqualTo("x");
            assertThat(node.open.get()).isEqualTo(1);
        }
    }

    @Test
    void clientThatLeavesInTheMiddle_endsItsSessionAndNoOther() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "leaving");
                Served served = served();
                RawClient stays = served.client().send("leaving:0\nstay")) {
            assertThat(stays.receiveText(4)).isEqualTo("stay");
            try (RawClient leaves = served.client().send("leaving:0\nleave")) {
                assertThat(leaves.receiveText(5)).isEqualTo("leave");
                assertThat(node.open.get()).isEqualTo(2);
            }
            assertThat(Served.becomes(() -> node.open.get() == 1)).isTrue();
            stays.send("still");
            assertThat(stays.receiveText(5)).isEqualTo("still");
        }
    }

    @Test
    void nodeThatEnds_endsItsClient() throws Exception {
        try (StubNode node = new StubNode(cluster, "brief", (in, out) -> out.write(new byte[] {'b', 'y', 'e'}));
                Served served = served();
                RawClient client = served.client().send("brief:0\n")) {
            assertThat(client.rest()).isEqualTo("bye");
            assertThat(served.becomesIdle()).isTrue();
            assertThat(node.open.get()).isZero();
        }
    }

    @Test
    void clientThatDoesNotRead_holdsUpNobodyElse() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] much = new byte[64 * 1024];
        try (StubNode flood = new StubNode(cluster, "flood", (in, out) -> {
                    while (true) {
                        out.write(much);
                        sent.addAndGet(much.length);
                    }
                });
                StubNode echo = StubNode.echo(cluster, "beside");
                Served served = served();
                RawClient deaf = served.client().send("flood:0\n")) {
            AtomicLong before = new AtomicLong(-1);
            // It is full when nothing more goes through.
            assertThat(Served.becomes(() -> sent.get() > 0 && settled(sent, before)))
                    .isTrue();
            assertThat(sent.get()).isLessThan(64L * 1024 * 1024);
            try (RawClient other = served.client().send("beside:0\nhello")) {
                assertThat(other.receiveText(5)).isEqualTo("hello");
            }
            assertThat(deaf.receive(100_000)).hasSize(100_000);
            assertThat(flood.open.get() + echo.open.get()).isPositive();
        }
    }

    private static boolean settled(AtomicLong sent, AtomicLong before) {
        try {
            Thread.sleep(200);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
        return before.getAndSet(sent.get()) == sent.get();
    }

    @Test
    void proxyThatGoes_endsItsSessions_andIsFoundAgain() throws Exception {
        InetSocketAddress real = new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port());
        try (StubNode node = StubNode.echo(cluster, "again")) {
            FaultProxy proxy = FaultProxy.before(real);
            int port = proxy.port();
            try (Served served = new Served(login, "127.0.0.1:" + port, directory, SshMultiplexer.PATIENCE)) {
                try (RawClient client = served.client().send("again:0\nhello")) {
                    assertThat(client.receiveText(5)).isEqualTo("hello");
                    proxy.close();
                    client.rest(); // its end
                }
                try (RawClient client = served.client().send("again:0\nhello")) {
                    assertThat(client.rest()).startsWith("error[MID-14");
                }
                try (FaultProxy back = FaultProxy.back(port, real);
                        RawClient client = served.client().send("again:0\nhello")) {
                    assertThat(client.receiveText(5)).isEqualTo("hello");
                    assertThat(back.connections()).hasSize(1);
                    assertThat(node.open.get()).isPositive();
                }
            }
        }
    }

    @Test
    void manyClientsAtOnce_withoutAConnection_makeOne() throws Exception {
        InetSocketAddress real = new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port());
        CountDownLatch all = new CountDownLatch(32);
        try (StubNode node = StubNode.echo(cluster, "rush");
                FaultProxy proxy = FaultProxy.before(real);
                Served served = new Served(login, "127.0.0.1:" + proxy.port(), directory, SshMultiplexer.PATIENCE)) {
            for (int i = 0; i < 32; i++) {
                new Thread(() -> {
                            try (RawClient client = served.client().send("rush:0\nhello")) {
                                if (client.receiveText(5).equals("hello")) {
                                    all.countDown();
                                }
                            } catch (java.io.IOException failed) {
                                throw new AssertionError(failed);
                            }
                        })
                        .start();
            }
            assertThat(all.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.connections()).hasSize(1);
            assertThat(Served.becomes(() -> node.open.get() == 0)).isTrue();
        }
    }

    @Test
    void renewedIdentity_getsAConnectionOfItsOwn_olderSessionsGoOn() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "renewed");
                Served served = served();
                RawClient old = served.client().send("renewed:0\none")) {
            assertThat(old.receiveText(3)).isEqualTo("one");
            int before = cluster.counters().connections();
            served.generation.incrementAndGet();
            for (int i = 0; i < 3; i++) {
                try (RawClient young = served.client().send("renewed:0\ntwo")) {
                    assertThat(young.receiveText(3)).isEqualTo("two");
                }
            }
            assertThat(cluster.counters().connections() - before).isEqualTo(1);
            old.send("more");
            assertThat(old.receiveText(4)).isEqualTo("more");
            assertThat(node.open.get()).isPositive();
        }
    }

    @Test
    void close_endsEverybody() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "closing")) {
            Served served = served();
            RawClient client = served.client().send("closing:0\nx");
            assertThat(client.receiveText(1)).isEqualTo("x");
            served.close();
            assertThat(client.rest()).isEmpty();
            assertThat(served.path()).doesNotExist();
            assertThat(Served.becomes(() -> node.open.get() == 0)).isTrue();
        }
    }
}
