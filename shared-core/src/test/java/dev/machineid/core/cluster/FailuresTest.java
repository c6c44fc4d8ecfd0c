package dev.machineid.core.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.Protocol;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

/** Real sockets that fail in real ways, and the code each gets. */
class FailuresTest {
    private static final String FOUND = "{\"cluster_name\":\"lab-root\"}";

    private static MachineIdException failure(ClusterAddress address, Duration allowed, Dns names) {
        try (Network network = Links.network(allowed, Map.of(), names)) {
            WebApi web = new TlsRouting(network, address).web(Links.trust());
            return catchThrowableOfType(MachineIdException.class, () -> web.find(Clock.systemUTC()));
        }
    }

    private static MachineIdException failure(ClusterAddress address) {
        return failure(address, Duration.ofSeconds(10), Links.LOOPBACK);
    }

    private static MachineIdException behind(HeldCertificate certificate) throws IOException {
        try (TlsFront front = new TlsFront(Links.HERE, certificate, offered -> "h2", 0)) {
            return failure(Links.at(front.port()));
        }
    }

    private static int deadPort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, Links.HERE)) {
            return gone.getLocalPort();
        }
    }

    private static void is(MachineIdException failure, ErrorCode code, Class<? extends MachineIdException> family) {
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.code()).as(failure.render()).isEqualTo(code);
        assertThat(failure).isExactlyInstanceOf(family);
        assertThat(failure.advice()).isNotBlank();
        assertThat(failure.details()).anyMatch(line -> line.startsWith("cause: "));
    }

    @Test
    void port_withoutAServer_cannotConnect() throws Exception {
        is(failure(Links.at(deadPort())), ErrorCode.CANNOT_CONNECT, FaultException.class);
    }

    @Test
    void host_unknown_isNamed() {
        MachineIdException failure =
                failure(new ClusterAddress("nowhere.example", 443), Duration.ofSeconds(5), host -> {
                    throw new UnknownHostException(host + ": Name or service not known");
                });

        is(failure, ErrorCode.UNKNOWN_HOST, FaultException.class);
        assertThat(failure.what()).isEqualTo("the host name nowhere.example is not known");
        assertThat(failure.advice()).contains("proxy address");
    }

    @Test
    void certificate_ofAStranger_isNotTrusted() throws Exception {
        HeldCertificate stranger = new HeldCertificate.Builder()
                .signedBy(TlsFront.authority())
                .addSubjectAlternativeName("localhost")
                .build();
        is(behind(stranger), ErrorCode.UNTRUSTED_CERTIFICATE, DeniedException.class);
    }

    @Test
    void certificate_selfSigned_isNotTrusted() throws Exception {
        HeldCertificate self = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        is(behind(self), ErrorCode.UNTRUSTED_CERTIFICATE, DeniedException.class);
    }

    @Test
    void certificate_ofAnotherHost_isWrongHostName() throws Exception {
        is(behind(TlsFront.certificate("other.example")), ErrorCode.WRONG_HOST_NAME, DeniedException.class);
    }

    @Test
    void certificate_withTheNameOnlyInItsSubject_isWrongHostName() throws Exception {
        HeldCertificate old = new HeldCertificate.Builder()
                .signedBy(TlsFront.AUTHORITY)
                .commonName("localhost")
                .build();
        is(behind(old), ErrorCode.WRONG_HOST_NAME, DeniedException.class);
    }

    @Test
    void certificate_expiredOrNotYetValid_saysSo() throws Exception {
        Instant now = Instant.now();
        MachineIdException expired =
                behind(TlsFront.certificate(now.minusSeconds(7200), now.minusSeconds(3600), "localhost"));
        is(expired, ErrorCode.UNTRUSTED_CERTIFICATE, DeniedException.class);
        assertThat(expired.what()).contains("outside of its validity");

        MachineIdException early =
                behind(TlsFront.certificate(now.plusSeconds(3600), now.plusSeconds(7200), "localhost"));
        assertThat(early.what()).contains("outside of its validity");
    }

    @Test
    void handshake_cut_isALostConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, Links.HERE)) {
            TlsFront.daemon(() -> {
                while (true) {
                    try (Socket client = server.accept()) {
                        client.getInputStream().read();
                    }
                }
            });
            is(failure(Links.at(server.getLocalPort())), ErrorCode.CONNECTION_LOST, FaultException.class);
        }
    }

    @Test
    void server_thatIsNoTls_isALostConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, Links.HERE)) {
            TlsFront.daemon(() -> {
                while (true) {
                    Socket client = server.accept();
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                }
            });
            is(failure(Links.at(server.getLocalPort())), ErrorCode.CONNECTION_LOST, FaultException.class);
        }
    }

    @Test
    void connection_cutAfterTheHandshake_isLost() throws Exception {
        try (TlsFront front = TlsFront.start(offered -> "h2", 0)) {
            is(failure(Links.at(front.port())), ErrorCode.CONNECTION_LOST, FaultException.class);
        }
        try (TlsFront front = TlsFront.start(offered -> "", 0)) {
            is(failure(Links.at(front.port())), ErrorCode.CONNECTION_LOST, FaultException.class);
        }
    }

    @Test
    void server_silent_timesOut() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, Links.HERE)) {
            is(
                    failure(Links.at(server.getLocalPort()), Duration.ofMillis(300), Links.LOOPBACK),
                    ErrorCode.TIMED_OUT,
                    FaultException.class);
        }
    }

    @Test
    void lookups_twoAddressesTheFirstDead_connectsToTheSecond() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Dns two = host -> {
            asked.incrementAndGet();
            return List.of(Links.NOBODY, Links.HERE);
        };
        try (MockWebServer server = Links.server(Protocol.HTTP_1_1);
                TlsFront front = TlsFront.start(offered -> "", server.getPort());
                Network network = Links.network(Duration.ofSeconds(10), Map.of(), two)) {
            server.enqueue(Links.json(FOUND));
            WebApi web = new TlsRouting(network, Links.at(front.port())).web(Links.trust());

            assertThat(web.find(Clock.systemUTC()).clusterName()).isEqualTo("lab-root");
            assertThat(asked).hasValue(1);
            assertThat(server.getRequestCount()).isOne();
        }
    }

    @Test
    void lookups_everyAddressDead_cannotConnect() throws Exception {
        int port = deadPort();
        Dns two = host -> List.of(Links.NOBODY, Links.HERE);
        is(failure(Links.at(port), Duration.ofSeconds(10), two), ErrorCode.CANNOT_CONNECT, FaultException.class);
    }

    @Test
    void address_ipv6Literal_isReached() throws Exception {
        InetAddress six = Links.SIX;
        // Containers often run with IPv6 switched off in the kernel, where no socket can stand at ::1.
        // The literal's form in addresses and CONNECT needs no socket: ClusterAddressTest and HttpProxyTest test it
        // everywhere.
        assumeTrue(canBind(six), "the kernel offers no IPv6 loopback to listen at");
        try (MockWebServer server = Links.server(Protocol.HTTP_1_1);
                TlsFront front = new TlsFront(six, TlsFront.certificate("::1"), offered -> "", server.getPort());
                Network network = new Network(Map.of(), Deadline.after(Duration.ofSeconds(10), Clock.systemUTC()))) {
            server.enqueue(Links.json(FOUND));
            ClusterAddress address = ClusterAddress.parse("[::1]:" + front.port());

            assertThat(new TlsRouting(network, address)
                            .web(Links.trust())
                            .find(Clock.systemUTC())
                            .clusterName())
                    .isEqualTo("lab-root");
        }
    }

    private static boolean canBind(InetAddress address) {
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            return probe.isBound();
        } catch (IOException notOffered) {
            return false;
        }
    }

    @Test
    void explanation_ofHostileWords_isOneSafeLine() {
        MachineIdException failure = Failures.explain(
                new IOException("a\nb\u001b[31m eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln" + "x".repeat(5000)),
                Links.at(1));

        assertThat(failure.render()).doesNotContain("\u001b", "a\nb", "c2ln").hasSizeLessThan(1000);
    }

    @Test
    void explanation_ofAnEndlessChain_ends() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);

        assertThat(Failures.explain(first, Links.at(1)).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }
}
