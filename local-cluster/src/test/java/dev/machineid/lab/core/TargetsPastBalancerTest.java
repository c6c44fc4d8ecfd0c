package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.TargetTunnel;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Generations;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.fault.LoadBalancer;
import dev.machineid.lab.fault.LoadBalancer.Alpn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Applications and databases through tunnels past a load balancer that ends TLS, before clusters of both generations. */
@Timeout(60)
class TargetsPastBalancerTest {
    private static final String OUTPUTS = "application:hello application:echo database:pg-main,user=ci,name=app";

    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(lab -> lab);

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(lab -> lab.joinService(false));

    @TempDir
    Path directory;

    private final BlockingQueue<MachineIdException> failures = new LinkedBlockingQueue<>();

    private static LoadBalancer before(LabCluster lab, Alpn alpn) throws Exception {
        return LoadBalancer.before(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port()),
                lab.root(),
                lab.web(),
                lab.web(),
                alpn);
    }

    private FakeJob job(LabCluster lab, LoadBalancer balancer) throws Exception {
        return new FakeJob(lab, directory)
                .option("proxy", "localhost:" + balancer.port())
                .option("token", "deploy-github")
                .option("outputs", OUTPUTS)
                .onGitHub(lab);
    }

    private TargetTunnel tunnel(FakeJob job, Login login, String target) {
        return TargetTunnel.open(
                login.directory(),
                OutputSpec.parse(target),
                new TargetTunnel.Settings(job.variables(), Optional.empty()),
                OptionalInt.empty(),
                Clock.systemUTC(),
                failures::add);
    }

    private static byte[] postgresAnswer(TargetTunnel tunnel) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tunnel.port())) {
            byte[] start = "user\0ci\0database\0app\0\0".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream()
                    .write(java.nio.ByteBuffer.allocate(8 + start.length)
                            .putInt(8 + start.length)
                            .putInt(196_608) // version 3.0
                            .put(start)
                            .array());
            return socket.getInputStream().readNBytes(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Alpn.class)
    void targets_newerCluster_answerThroughWebSockets(Alpn alpn) throws Exception {
        try (LoadBalancer balancer = before(NEW.cluster(), alpn)) {
            answer(NEW.cluster(), balancer);
        }
        assertThat(NEW.cluster().counters().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Alpn.class)
    void targets_olderCluster_answerThroughItsOwnForm_whichIsAskedForOnceATunnel(Alpn alpn) throws Exception {
        int refused = OLD.cluster().counters().of("upgrade/refused");
        try (LoadBalancer balancer = before(OLD.cluster(), alpn)) {
            answer(OLD.cluster(), balancer);
        }
        assertThat(OLD.cluster().counters().of("upgrade/refused") - refused)
                .as("three tunnels, four connections, and the login")
                .isBetween(4, 5);
    }

    private void answer(LabCluster lab, LoadBalancer balancer) throws Exception {
        FakeJob job = job(lab, balancer);
        try (Login login = job.login();
                TargetTunnel web = tunnel(job, login, "application:hello");
                TargetTunnel tcp = tunnel(job, login, "application:echo");
                TargetTunnel database = tunnel(job, login, "database:pg-main")) {
            assertThat(TunnelTalk.line(web, TunnelTalk.GET)).isEqualTo("bot-ci at hello/path");
            assertThat(TunnelTalk.line(web, TunnelTalk.GET)).isEqualTo("bot-ci at hello/path");
            assertThat(TunnelTalk.line(tcp, "back\n")).isEqualTo("back");
            assertThat(postgresAnswer(database)).as("authentication").containsExactly('R');
        }
        assertThat(failures).isEmpty();
    }

    /** As if the login had found its way there. */
    private static void leadElsewhere(Login login, LoadBalancer balancer) throws Exception {
        Path file = Generations.current(login.directory()).orElseThrow().resolve("application/echo/tunnel");
        Files.writeString(file, Files.readString(file).replaceFirst("proxy=.*", "proxy=localhost:" + balancer.port()));
    }

    @Test
    void tunnel_upgradeRefusedLater_isToldAndTheTunnelGoesOn() throws Exception {
        LabCluster lab = NEW.cluster();
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port());
        try (LoadBalancer balancer = before(lab, Alpn.STRIPS);
                LoadBalancer refusing =
                        LoadBalancer.refusing(proxy, lab.root(), lab.web(), lab.web(), Alpn.STRIPS, "403 Forbidden")) {
            FakeJob job = job(lab, balancer);
            try (Login login = job.login();
                    TargetTunnel tcp = tunnel(job, login, "application:echo")) {
                leadElsewhere(login, refusing);
                assertThat(TunnelTalk.line(tcp, "x\n")).isEqualTo("null");
                MachineIdException told = failures.poll(10, TimeUnit.SECONDS);
                assertThat(told).isNotNull();
                assertThat(told.code()).isEqualTo(ErrorCode.UPGRADE_REFUSED);
                leadElsewhere(login, balancer);
                assertThat(TunnelTalk.line(tcp, "back\n")).isEqualTo("back");
            }
        }
    }
}
