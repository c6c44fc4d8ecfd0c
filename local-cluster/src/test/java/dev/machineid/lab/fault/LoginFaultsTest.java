package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.MachineId;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single faults on the way to the cluster, and proxies and addresses of all kinds. */
@Timeout(60)
class LoginFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(800);

    private static LabCluster cluster;
    private static LabCluster older;
    private FaultProxy proxy;

    @TempDir
    Path directory;

    @BeforeAll
    static void startClusters() {
        cluster = LabCluster.start();
        older = LabCluster.builder().joinService(false).start();
    }

    @AfterAll
    static void stopClusters() {
        cluster.close();
        older.close();
    }

    @BeforeEach
    void start() throws IOException {
        proxy = FaultProxy.before(address(cluster));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static InetSocketAddress address(LabCluster lab) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port());
    }

    private FaultJob job() throws IOException {
        return new FaultJob(cluster, FaultJob.address(proxy), directory);
    }

    private static FaultException fault(FaultJob job) {
        FaultException fault =
                catchThrowableOfType(FaultException.class, () -> job.login().close());
        assertThat(job.filesLeft()).isEmpty();
        return fault;
    }

    @Test
    void login_refusedThenUp_succeedsOnTheThirdAttempt() throws IOException {
        FaultJob job = job();
        proxy.next(Way.FIND::is, Fault.none(), Fault.refuse(), Fault.refuse());

        job.login().close();

        assertThat(proxy.connections()).hasSize(2 + 4);
        assertThat(job.waits).hasSize(2);
        assertThat(job.said).anySatisfy(line -> assertThat(line).startsWith("attempt 2 failed (MID-1405: "));
    }

    @Test
    void login_alwaysRefused_stopsAfterFiveAttempts() throws IOException {
        FaultJob job = job();
        proxy.always(Fault.refuse());

        assertThat(fault(job).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(proxy.connections()).hasSize(5);
        assertThat(job.waits)
                .hasSizeGreaterThanOrEqualTo(4) // the proof is obtained beside, and may be given up later
                .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(4)));
    }

    @Test
    void login_closedPort_cannotConnect() throws IOException {
        FaultJob job = new FaultJob(cluster, "127.0.0.1:" + FaultProxy.closedPort(), directory);

        assertThat(fault(job).code()).isEqualTo(ErrorCode.CANNOT_CONNECT);
    }

    /** The connection, and how many of the server's bytes still pass: nothing, half a handshake, some frames. */
    @ParameterizedTest
    @CsvSource({
        "FIND,0",
        "FIND,700",
        "FIND,1500",
        "JOIN,0",
        "JOIN,1200",
        "JOIN,1700",
        "JOIN,2400",
        "ISSUE,0",
        "ISSUE,1700",
        "ISSUE,4000"
    })
    void login_stalledServer_endsAtTheDeadline(Way way, long after) throws IOException {
        FaultJob job = job();
        job.login().close(); // or the first classes loaded count as the server's time
        proxy.next(way::is, Fault.stallServer(after));
        MachineIdRequest impatient = within(job.request(), SHORT);
        long started = System.nanoTime();

        FaultException fault = catchThrowableOfType(
                FaultException.class,
                () -> MachineId.of(job, Clock.systemUTC(), job.waits::add)
                        .login(impatient, Optional.empty())
                        .close());

        assertThat(fault.code()).as(fault.render()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SHORT.plusSeconds(3));
        assertThat(job.filesLeft()).isEmpty();
    }

    /** The shortest time an option can say is a second. */
    private static MachineIdRequest within(MachineIdRequest asked, Duration timeout) {
        return new MachineIdRequest(
                asked.endpoint(),
                asked.clusterName(),
                asked.tokenName(),
                asked.proof(),
                asked.outputs(),
                asked.ttl(),
                asked.roles(),
                asked.guards(),
                asked.trust(),
                asked.delivery(),
                timeout,
                asked.renew(),
                asked.rules(),
                asked.config(),
                asked.dryRun(),
                asked.debug(),
                asked.json());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 900, 1500, 2000})
    void login_serversHalfClosed_succeedsByTryingAgain(long after) throws IOException {
        proxy.next(Fault.halfClose(after), Fault.halfClose(after));

        job().login().close();
    }

    @Test
    void login_delayedBothWays_succeeds() throws IOException {
        proxy.always(Fault.delay(Duration.ofMillis(5)));

        job().login().close();

        assertThat(proxy.connections()).hasSize(4);
    }

    /** The older endpoint takes the secret in its first message, so every cut may come after the secret was spent. */
    @ParameterizedTest
    @ValueSource(longs = {0, 400, 1000, 1600, 1900, 2200, 2600, 3000, 3400, 3800, 4200, 4600})
    void join_cutWithASingleUseSecret_sendsItOnce(long after) throws IOException {
        String name = "single-" + UUID.randomUUID();
        older.addToken(LabToken.secret(name));
        Path file = directory.resolve("secret");
        Files.writeString(file, name);
        try (FaultProxy way = FaultProxy.before(address(older))) {
            FaultJob job = new FaultJob(older, FaultJob.address(way), directory).secret(file);
            way.next(Way.FIND::is, Fault.none(), Fault.cutServer(after, Fault.End.RST));
            int joins = older.counters().joins();

            MachineIdException failure = null;
            try (Login login = job.login()) {
                assertThat(login.report().method()).isEqualTo("token");
            } catch (MachineIdException broken) {
                failure = broken;
            }

            assertThat(older.counters().joins() - joins).isLessThanOrEqualTo(1);
            if (failure != null) {
                // a denial would mean that the secret was presented again after it was spent
                assertThat(failure).isInstanceOf(FaultException.class);
            }
            assertThat(job.filesLeft()).isEmpty();
        }
    }

    @Test
    void login_throughAConnectProxy_asksItForTheClusterAlone() throws IOException {
        try (ConnectProxy http = new ConnectProxy(address(cluster), null)) {
            FaultJob job = new FaultJob(cluster, "localhost:9", directory);
            job.variables.put("HTTPS_PROXY", "http://127.0.0.1:" + http.port());
            job.variables.put("NO_PROXY", "127.0.0.1");

            job.login().close();

            assertThat(http.asked()).hasSize(4).containsOnly("localhost:9");
        }
    }

    @Test
    void login_connectProxyWithAPassword_givesIt() throws IOException {
        try (ConnectProxy http = new ConnectProxy(address(cluster), Secret.of("ci:p@ss word"))) {
            FaultJob job = new FaultJob(cluster, "localhost:9", directory);
            job.variables.put("https_proxy", "http://ci:p%40ss%20word@127.0.0.1:" + http.port());
            job.variables.put("no_proxy", "127.0.0.1");

            job.login().close();
        }
    }

    @Test
    void login_connectProxyWantsAPassword_saysWhereToPutIt() throws IOException {
        try (ConnectProxy http = new ConnectProxy(address(cluster), Secret.of("ci:other"))) {
            FaultJob job = new FaultJob(cluster, "localhost:9", directory);
            job.variables.put("HTTPS_PROXY", "http://ci:planted-password@127.0.0.1:" + http.port());
            job.variables.put("NO_PROXY", "127.0.0.1");

            FaultException fault = fault(job);

            assertThat(fault.code()).isEqualTo(ErrorCode.HTTP_PROXY_REFUSED);
            assertThat(fault.render()).contains("407", "HTTPS_PROXY").doesNotContain("planted-password");
        }
    }

    @Test
    void login_addressOfVersion6Only_succeeds() throws IOException {
        InetAddress loopback = Inet6Address.getByName("::1");
        try (FaultProxy six = FaultProxy.at(loopback, address(cluster))) {
            FaultJob job = new FaultJob(cluster, "[::1]:" + six.port(), directory);

            job.login().close();

            assertThat(six.connections()).hasSize(4);
        }
    }

    @Test
    void login_deniedWithoutFaults_costsOneJoin() throws IOException {
        cluster.addToken(LabToken.github("deploy-nobody").allow(java.util.Map.of("repository", "acme/other")));
        int joins = cluster.counters().joins();
        FaultJob job = job().option("token", "deploy-nobody");

        DeniedException denied =
                catchThrowableOfType(DeniedException.class, () -> job.login().close());

        assertThat(denied.code()).isEqualTo(ErrorCode.CLAIMS_REFUSED);
        assertThat(cluster.counters().joins() - joins).isEqualTo(1);
        assertThat(job.waits).isEqualTo(List.of());
    }
}
