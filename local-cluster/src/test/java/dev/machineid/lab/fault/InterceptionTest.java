package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.fault.LoadBalancer.Alpn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A company's proxy that opens TLS and signs with an authority of its own, and a login portal. */
@Timeout(60)
class InterceptionTest {
    /** The proof is obtained beside, and may be given up later than the login. */
    private static boolean onceMore(String line) {
        return line.startsWith("attempt") && !line.contains("MID-1103");
    }

    private static LabCluster cluster;
    private static Authority company;

    @TempDir
    Path directory;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LabCluster.start();
        company = Authority.create("web", "Acme Intercepting Proxy", Instant.now());
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private static LoadBalancer interceptor(Alpn alpn) throws Exception {
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port());
        return LoadBalancer.before(proxy, cluster.root(), company, cluster.web(), alpn);
    }

    private FaultJob job(int port) throws IOException {
        FaultJob job = new FaultJob(cluster, "127.0.0.1:" + port, directory).option("outputs", "identity");
        job.options.remove("ca-file");
        return job;
    }

    private String companysFile() throws IOException {
        return Files.writeString(directory.resolve("company.pem"), "# Acme\n" + company.pem())
                .toString();
    }

    @ParameterizedTest
    @EnumSource(Alpn.class)
    void login_authorityInCaFile_passesByUpgrade(Alpn alpn) throws Exception {
        try (LoadBalancer interceptor = interceptor(alpn)) {
            job(interceptor.port()).option("ca-file", companysFile()).login().close();

            assertThat(interceptor.upgrades()).isPositive();
        }
    }

    @Test
    void login_authorityInTheVariable_passesByUpgrade() throws Exception {
        try (LoadBalancer interceptor = interceptor(Alpn.HTTP_2)) {
            FaultJob job = job(interceptor.port());
            job.variables.put("SSL_CERT_FILE", companysFile());

            job.login().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"none.pem", "empty.pem", "broken.pem"})
    void login_variableNamesAnUnusableFile_changesNothing(String file) throws Exception {
        Files.writeString(directory.resolve("empty.pem"), "");
        Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        try (LoadBalancer interceptor = interceptor(Alpn.HTTP_2)) {
            FaultJob job = job(interceptor.port());
            job.variables.put("SSL_CERT_FILE", directory.resolve(file).toString());

            assertThat(denied(job).code()).isEqualTo(ErrorCode.UNTRUSTED_CERTIFICATE);
        }
    }

    private static DeniedException denied(FaultJob job) {
        int joins = cluster.counters().joins();
        DeniedException denied =
                catchThrowableOfType(DeniedException.class, () -> job.login().close());
        assertThat(job.filesLeft()).isEmpty();
        assertThat(job.said).as("one attempt").noneMatch(InterceptionTest::onceMore);
        assertThat(cluster.counters().joins() - joins).isZero();
        return denied;
    }

    @Test
    void login_authorityUnknown_namesItAndSaysWhereToPutIt() throws Exception {
        try (LoadBalancer interceptor = interceptor(Alpn.HTTP_2)) {
            DeniedException denied = denied(job(interceptor.port()));

            assertThat(denied.code()).isEqualTo(ErrorCode.UNTRUSTED_CERTIFICATE);
            assertThat(denied.render()).contains("Acme Intercepting Proxy", "ca-file", "SSL_CERT_FILE");
            assertThat(interceptor.connections())
                    .as("one asked, one opened ahead")
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void login_pinThroughTheInterceptor_isHeld() throws Exception {
        try (LoadBalancer interceptor = interceptor(Alpn.STRIPS)) {
            job(interceptor.port())
                    .option("ca-file", companysFile())
                    .option("ca-pins", cluster.caPin())
                    .login()
                    .close();
        }
    }

    /** Each costs one request; a page that is no JSON may be a proxy's that starts, and is tried again. */
    @ParameterizedTest
    @CsvSource({"302, REDIRECT_REFUSED, 1", "200, NOT_TELEPORT, 5", "511, NOT_TELEPORT, 5"})
    void login_portal_isExplained(int status, ErrorCode code, int attempts) throws Exception {
        try (Portal portal = Portal.before(cluster.root(), company, status)) {
            FaultJob job = job(portal.port()).option("ca-file", companysFile());

            MachineIdException failure = catchThrowableOfType(
                    MachineIdException.class, () -> job.login().close());

            assertThat(failure.code()).as(failure.render()).isEqualTo(code);
            assertThat(portal.requests()).isEqualTo(attempts);
            assertThat(job.filesLeft()).isEmpty();
        }
    }
}
