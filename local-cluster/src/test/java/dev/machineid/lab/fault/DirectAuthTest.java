package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.fault.LoadBalancer.Alpn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining at an auth server's own port, by pin and by file, and what must never be believed there. */
@Timeout(60)
class DirectAuthTest {
    /** The proof is obtained beside, and may be given up later than the login. */
    private static boolean onceMore(String line) {
        return line.startsWith("attempt") && !line.contains("MID-1103");
    }

    private static LabCluster newer;
    private static LabCluster older;

    @TempDir
    Path directory;

    @BeforeAll
    static void startClusters() {
        newer = LabCluster.start();
        older = LabCluster.builder().joinService(false).start();
    }

    @AfterAll
    static void stopClusters() {
        newer.close();
        older.close();
    }

    private FaultJob job(LabCluster lab, String address) throws Exception {
        FaultJob job =
                new FaultJob(lab, "", directory).option("auth-server", address).option("outputs", "identity");
        job.options.remove("proxy");
        job.options.remove("ca-file");
        return job;
    }

    private static String key(boolean serves) {
        return serves ? "joins" : "tokens/register";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void login_byPin_joinsAtTheAuthServer(boolean serves) throws Exception {
        LabCluster lab = serves ? newer : older;
        int joins = lab.counters().of(key(serves));
        int atTheProxy = lab.counters().of("tcp");

        try (Login login = job(lab, lab.auth()).option("ca-pins", lab.caPin()).login()) {
            assertThat(login.report().cluster()).isEqualTo("lab-root");
            assertThat(login.report().serverVersion()).startsWith(serves ? "18." : "15.");
            assertThat(login.environment()).containsEntry("TELEPORT_PROXY", lab.proxy());
        }

        assertThat(lab.counters().of(key(serves)) - joins).isEqualTo(1);
        assertThat(lab.counters().of("tcp") - atTheProxy).isZero();
        assertThat(lab.counters().violations()).isEmpty();
    }

    @Test
    void login_byFileOfTheAuthority_joins() throws Exception {
        Path authority = directory.resolve("host-ca.pem");
        Files.writeString(authority, newer.root().host().pem());

        job(newer, newer.auth()).option("ca-file", authority.toString()).login().close();
    }

    @Test
    void login_sshOutput_leadsThroughTheProxyNamedBeside() throws Exception {
        try (Login login = job(newer, newer.auth())
                .option("ca-pins", newer.caPin())
                .option("outputs", "ssh")
                .option("proxy", "teleport.example.com:3080")
                .login()) {
            assertThat(Path.of(login.environment().get("MACHINE_ID_SSH_CONFIG")).resolveSibling("ssh_proxy_config"))
                    .content()
                    .contains("teleport.example.com:3080");
        }
    }

    private static <E extends MachineIdException> E failure(Class<E> type, LabCluster lab, FaultJob job) {
        int joins = lab.counters().joins();
        E failure = catchThrowableOfType(type, () -> job.login().close());
        assertThat(job.filesLeft()).isEmpty();
        assertThat(lab.counters().joins() - joins).as("nothing secret was sent").isZero();
        return failure;
    }

    @Test
    void login_wrongPin_isDeniedBeforeTheProofIsSent() throws Exception {
        FaultJob job = job(newer, newer.auth()).option("ca-pins", "sha256:" + "ab".repeat(32));

        DeniedException denied = failure(DeniedException.class, newer, job);

        assertThat(denied.code()).isEqualTo(ErrorCode.CA_PIN_MISMATCH);
        assertThat(denied.details().get(0)).contains(newer.caPin());
        assertThat(job.said).as("one attempt").noneMatch(DirectAuthTest::onceMore);
    }

    @Test
    void login_fileOfAnotherAuthority_isDenied() throws Exception {
        Path authority = directory.resolve("host-ca.pem");
        Files.writeString(authority, older.root().host().pem());

        DeniedException denied =
                failure(DeniedException.class, newer, job(newer, newer.auth()).option("ca-file", authority.toString()));

        assertThat(denied.code()).isEqualTo(ErrorCode.UNTRUSTED_CERTIFICATE);
    }

    /** It passes the right authority on, and shows a certificate that this authority did not issue. */
    @Test
    void login_somebodyInBetweenWithTheRightPin_isDenied() throws Exception {
        InetSocketAddress auth = new InetSocketAddress(InetAddress.getLoopbackAddress(), newer.authPort());
        try (LoadBalancer between = LoadBalancer.named(
                auth, older.root(), older.root().host(), newer.root().host(), Alpn.HTTP_2)) {
            DeniedException denied = failure(
                    DeniedException.class,
                    newer,
                    job(newer, "127.0.0.1:" + between.port()).option("ca-pins", newer.caPin()));

            assertThat(denied.code()).isEqualTo(ErrorCode.UNTRUSTED_CERTIFICATE);
            assertThat(denied.what()).contains("not issued by the authority it names");
        }
    }

    @Test
    void login_proxyInstead_isNoAuthServer() throws Exception {
        MachineIdException failure = failure(
                MachineIdException.class, newer, job(newer, newer.proxy()).option("ca-pins", newer.caPin()));

        assertThat(failure.code()).isIn(ErrorCode.WRONG_HOST_NAME, ErrorCode.TLS_ENDED_ON_THE_WAY);
    }

    @Test
    void login_nobodyListens_isTriedLikeEverywhere() throws Exception {
        FaultJob job = job(newer, "127.0.0.1:" + FaultProxy.closedPort()).option("ca-pins", newer.caPin());

        assertThat(failure(FaultException.class, newer, job).code()).isEqualTo(ErrorCode.CANNOT_CONNECT);
    }
}
