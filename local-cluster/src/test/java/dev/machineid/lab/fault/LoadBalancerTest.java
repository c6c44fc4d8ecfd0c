package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.connect.SshProxy;
import dev.machineid.core.connect.SshTarget;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.fault.LoadBalancer.Alpn;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.tls.Upgrades;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Load balancers that end TLS in front of the proxy, of every kind, before clusters of both generations. */
@Timeout(60)
class LoadBalancerTest {
    /** The proof is obtained beside, and may be given up later than the login. */
    private static boolean onceMore(String line) {
        return line.startsWith("attempt") && !line.contains("MID-1103");
    }

    private static LabCluster newer;
    private static LabCluster older;
    private static LabCluster without;

    @TempDir
    Path directory;

    @BeforeAll
    static void startClusters() {
        newer = LabCluster.start();
        older = LabCluster.builder().joinService(false).start();
        without = LabCluster.builder().upgrades(Upgrades.NONE).start();
    }

    @AfterAll
    static void stopClusters() {
        newer.close();
        older.close();
        without.close();
    }

    private static LoadBalancer before(LabCluster lab, Alpn alpn) throws Exception {
        return refusing(lab, alpn, "");
    }

    private static LoadBalancer refusing(LabCluster lab, Alpn alpn, String status) throws Exception {
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port());
        return LoadBalancer.refusing(proxy, lab.root(), lab.web(), lab.web(), alpn, status);
    }

    private FaultJob job(LabCluster lab, LoadBalancer balancer) throws Exception {
        return new FaultJob(lab, "127.0.0.1:" + balancer.port(), directory).option("outputs", "identity");
    }

    private static void logIn(FaultJob job) {
        job.login().close();
        assertThat(job.said).as("one attempt").noneMatch(LoadBalancerTest::onceMore);
    }

    @ParameterizedTest
    @EnumSource(Alpn.class)
    void login_newerCluster_isUpgradedByWebSocket(Alpn alpn) throws Exception {
        int before = newer.counters().of("upgrade/websocket/alpn-ping");
        try (LoadBalancer balancer = before(newer, alpn)) {
            logIn(job(newer, balancer));

            assertThat(newer.counters().of("upgrade/websocket/alpn-ping") - before)
                    .as("for certificates and for roles")
                    .isEqualTo(2);
            assertThat(newer.counters().violations()).isEmpty();
        }
    }

    /** The form that the server does not know is asked once; then the connection is made in its own. */
    @ParameterizedTest
    @EnumSource(Alpn.class)
    void login_olderCluster_isUpgradedInItsOwnForm(Alpn alpn) throws Exception {
        int before = older.counters().of("upgrade/alpn-ping");
        try (LoadBalancer balancer = before(older, alpn)) {
            logIn(job(older, balancer));

            assertThat(older.counters().of("upgrade/alpn-ping") - before).isEqualTo(2);
            assertThat(balancer.upgrades()).isBetween(3, 4);
        }
    }

    @Test
    void login_upgradedFromTheStart_makesNoStraightConnection() throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.STRIPS)) {
            int joins = newer.counters().of("upgrade/websocket/alpn");
            logIn(job(newer, balancer).option("tls-upgrade", "always"));

            assertThat(newer.counters().of("upgrade/websocket/alpn") - joins)
                    .as("the join service, past the balancer")
                    .isEqualTo(1);
            assertThat(balancer.connections()).as("find, join, issue, roles").isEqualTo(4);
        }
    }

    @Test
    void login_variableOfTeleportsOwnPrograms_isHeard() throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.STRIPS)) {
            FaultJob job = job(newer, balancer);
            job.variables.put("TELEPORT_TLS_ROUTING_CONN_UPGRADE", "false,127.0.0.1:" + balancer.port() + "=yes");

            logIn(job);

            assertThat(balancer.connections()).isEqualTo(4);
        }
    }

    @Test
    void login_genericOidcWhichOnlyTheJoinServiceServes_passes() throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.HTTP_2)) {
            logIn(job(newer, balancer).option("join-method", "github"));
        }
    }

    @Test
    void login_caPin_isHeldThroughTheBalancer() throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.HTTP_2)) {
            logIn(job(newer, balancer).option("ca-pins", newer.caPin()));
            DeniedException denied = catchThrowableOfType(
                    DeniedException.class,
                    () -> job(newer, balancer)
                            .option("ca-pins", "sha256:" + "ab".repeat(32))
                            .login()
                            .close());

            assertThat(denied.code()).isEqualTo(ErrorCode.CA_PIN_MISMATCH);
        }
    }

    @Test
    void sshProxy_throughTheBalancer_reachesTheNode() throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.HTTP_1_ONLY);
                Login login = job(newer, balancer).login();
                Network network = new Network(Map.of(), Deadline.after(Duration.ofSeconds(20), Clock.systemUTC()))) {
            StoredIdentity identity = FaultJob.identity(login);
            ClusterAddress proxy = ClusterAddress.parse("127.0.0.1:" + balancer.port());
            GrpcChannel transport = TlsRouting.through(
                            network,
                            proxy,
                            () -> TrustAnchors.only(List.of(newer.web().certificate())),
                            ConnectionUpgrades.AUTO)
                    .sshTransport(new ClientIdentity(
                            TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            new SshProxy(transport, SshTarget.parse("node-1:0", "lab-root"))
                    .run(new ByteArrayInputStream("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII)), out);

            assertThat(out.toString(StandardCharsets.ISO_8859_1)).startsWith("SSH-2.0-");
        }
    }

    private static <E extends MachineIdException> E failure(Class<E> type, FaultJob job) {
        E failure = catchThrowableOfType(type, () -> job.login().close());
        assertThat(job.filesLeft()).isEmpty();
        return failure;
    }

    @Test
    void login_upgradesSwitchedOff_saysWhoseCertificateWasShown() throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.STRIPS)) {
            FaultJob job = job(newer, balancer).option("tls-upgrade", "never");

            DeniedException denied = failure(DeniedException.class, job);

            assertThat(denied.code()).isEqualTo(ErrorCode.TLS_ENDED_ON_THE_WAY);
            assertThat(denied.render()).contains("Lab web", "tls-upgrade");
            assertThat(balancer.upgrades()).isZero();
            assertThat(job.said).as("one attempt").noneMatch(LoadBalancerTest::onceMore);
        }
    }

    /** What the balancer says, the outcome, and how many upgrades are asked for: WebSocket, then the other form. */
    @ParameterizedTest
    @CsvSource({"403 Forbidden, 1", "302 Found, 1", "404 Not Found, 2", "501 Not Implemented, 2"})
    void login_upgradeRefused_isFinal(String status, int asked) throws Exception {
        try (LoadBalancer balancer = refusing(older, Alpn.STRIPS, status)) {
            FaultJob job = job(older, balancer);

            DeniedException denied = failure(DeniedException.class, job);

            assertThat(denied.code()).isEqualTo(ErrorCode.UPGRADE_REFUSED);
            assertThat(denied.render()).contains(status.substring(0, 3), "/webapi/connectionupgrade");
            assertThat(balancer.upgrades())
                    .as("by each of two questions at the most")
                    .isBetween(asked, 2 * asked);
            assertThat(job.said).as("one attempt").noneMatch(LoadBalancerTest::onceMore);
        }
    }

    @Test
    void login_upgradeUnavailable_isTriedAgain() throws Exception {
        try (LoadBalancer balancer = refusing(older, Alpn.STRIPS, "503 Service Unavailable")) {
            FaultJob job = job(older, balancer);

            assertThat(failure(FaultException.class, job).code()).isEqualTo(ErrorCode.UPGRADE_REFUSED);

            assertThat(job.waits).as("five attempts").hasSize(4);
            assertThat(balancer.upgrades())
                    .as("two questions each, from the second on")
                    .isBetween(5, 10);
        }
    }

    @Test
    void login_proxyWithoutUpgrades_isExplained() throws Exception {
        try (LoadBalancer balancer = before(without, Alpn.HTTP_2)) {
            assertThat(failure(DeniedException.class, job(without, balancer)).code())
                    .isEqualTo(ErrorCode.UPGRADE_REFUSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"'identity, kubernetes:staging'", "'ssh,proxy-command=openssl'"})
    void login_outputThatCannotPass_isRefused(String outputs) throws Exception {
        try (LoadBalancer balancer = before(newer, Alpn.STRIPS)) {
            assertThat(failure(DeniedException.class, job(newer, balancer).option("outputs", outputs))
                            .code())
                    .isEqualTo(ErrorCode.OUTPUT_CANNOT_PASS);
        }
    }

    @Test
    void login_deniedThroughTheBalancer_costsOneJoin() throws Exception {
        newer.addToken(LabToken.github("deploy-nobody").allow(Map.of("repository", "acme/other")));
        try (LoadBalancer balancer = before(newer, Alpn.STRIPS)) {
            int joins = newer.counters().joins();

            DeniedException denied =
                    failure(DeniedException.class, job(newer, balancer).option("token", "deploy-nobody"));

            assertThat(denied.code()).isEqualTo(ErrorCode.CLAIMS_REFUSED);
            assertThat(newer.counters().joins() - joins).isEqualTo(1);
        }
    }
}
