package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.wire.auth.ClusterCACert;
import dev.machineid.core.wire.auth.PingRequest;
import dev.machineid.core.wire.auth.PingResponse;
import dev.machineid.lab.TestTls.Identity;
import dev.machineid.lab.authority.CertificateSpec;
import dev.machineid.lab.authority.ClusterAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TlsPortTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.hostName("teleport.example.com"));

    private final LabCluster cluster = LAB.cluster();
    private final TestClient client = new TestClient(cluster);
    private final String auth = TestClient.authName("lab-root");

    @AfterEach
    void closeClient() throws Exception {
        client.close();
    }

    private X509Certificate webCa() throws Exception {
        return TestTls.certificate(cluster.webCaPem());
    }

    private Identity identity(ClusterAuthorities signer, Instant expires, X509Certificate... more) {
        X509Certificate own = signer.issueTls(
                CertificateSpec.ownOf("bot-ci", "ci", "i", "lab-root", 0, expires), client.key.getPublic());
        List<X509Certificate> chain = new java.util.ArrayList<>(List.of(own));
        chain.addAll(List.of(more));
        return new Identity(client.key.getPrivate(), chain);
    }

    private Identity good() {
        return identity(cluster.root(), Instant.now().plusSeconds(600));
    }

    @Test
    void web_bothProtocolsOffered_answersHttp11() throws Exception {
        try (SSLSocket socket = client.web("h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void web_h2Alone_answersH2() throws Exception {
        try (SSLSocket socket = client.web("h2")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void web_http2Request_isAnsweredByTheWebBackend() throws Exception {
        var channel = client.channel(() -> client.web("h2"));

        // A gRPC call is an HTTP/2 POST to a path that the web backend does not have.
        assertThatThrownBy(() -> TestClient.call(
                        channel,
                        "proto.AuthService/Ping",
                        PingRequest.getDefaultInstance(),
                        PingResponse.getDefaultInstance()))
                .hasMessageContaining("404");
    }

    @Test
    void web_noAlpn_stillServesFind() throws Exception {
        assertThat(TestClient.http(client.web(), "GET", "/webapi/find", "").status())
                .isEqualTo(200);
    }

    @Test
    void web_moreHostNames_areInTheCertificate() throws Exception {
        try (SSLSocket socket = TestTls.connect(cluster.port(), webCa(), "teleport.example.com", null, "h2")) {
            assertThat(socket.getSession().isValid()).isTrue();
        }
        try (SSLSocket socket = TestTls.connect(cluster.port(), webCa(), "127.0.0.1", null, "h2")) {
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }

    @Test
    void web_anotherName_failsTheClientsCheck() {
        assertThatThrownBy(() -> TestTls.connect(cluster.port(), webCa(), "teleport.example.org", null, "h2"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void join_route_showsTheWebCertificateAndTalksH2() throws Exception {
        try (SSLSocket socket = client.web("teleport-proxy-grpc", "h2")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void auth_route_showsACertificateOfTheHostAuthority() throws Exception {
        try (SSLSocket socket = client.auth(null, auth, "h2")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void auth_nameAlone_isAnsweredWithTheAlert() {
        assertThatThrownBy(() -> client.auth(null, auth))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @Test
    void auth_nameOfAnotherCluster_isCutOff() {
        assertThatThrownBy(() -> client.auth(null, TestClient.authName("other"), "h2"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void auth_withoutCertificate_allowsPingAndTheHostAuthority() throws Exception {
        var channel = client.authChannel(null);

        assertThat(TestClient.call(
                                channel,
                                "proto.AuthService/Ping",
                                PingRequest.getDefaultInstance(),
                                PingResponse.getDefaultInstance())
                        .getClusterName())
                .isEqualTo("lab-root");
        assertThat(TestClient.call(
                                channel,
                                "proto.AuthService/GetClusterCACert",
                                com.google.protobuf.Empty.getDefaultInstance(),
                                ClusterCACert.getDefaultInstance())
                        .getTLSCA()
                        .toStringUtf8())
                .isEqualTo(cluster.root().host().pem());
    }

    @Test
    void auth_twoCertificatesInTheChain_isCutOffWithoutAWord() throws Exception {
        Identity two = identity(
                cluster.root(),
                Instant.now().plusSeconds(600),
                cluster.root().user().certificate());
        try (SSLSocket socket = client.auth(two, auth, "h2")) {
            assertThat(endOf(socket)).isEqualTo("end");
        }
    }

    @Test
    void auth_certificateOfAnotherClusterOrExpired_isRefusedByAlert() throws Exception {
        ClusterAuthorities foreign = new ClusterAuthorities("lab-root", Clock.systemUTC(), false);
        for (Identity bad : List.of(
                identity(foreign, Instant.now().plusSeconds(600)),
                identity(cluster.leaf(), Instant.now().plusSeconds(600)),
                identity(cluster.root(), Instant.now().minusSeconds(1)))) {
            try (SSLSocket socket = client.auth(bad, auth, "h2")) {
                assertThat(endOf(socket)).isNotEqualTo("end");
            } catch (IOException refusedEarly) {
                assertThat(refusedEarly).isNotNull();
            }
        }
    }

    /** "end" for a quiet end, else the failure. */
    private static String endOf(SSLSocket socket) {
        try {
            return socket.getInputStream().read() < 0 ? "end" : "data";
        } catch (IOException alert) {
            return String.valueOf(alert.getMessage());
        }
    }

    @Test
    void sshStreams_answerNoAlpnAndNeedACertificate() throws Exception {
        try (SSLSocket socket = client.auth(good(), "teleport-proxy-ssh-grpc", "h2")) {
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
        try (SSLSocket socket = client.auth(null, "teleport-proxy-ssh-grpc", "h2")) {
            assertThat(endOf(socket)).isNotEqualTo("end").isNotEqualTo("data");
        } catch (IOException refusedEarly) {
            assertThat(refusedEarly).isNotNull();
        }
    }

    @Test
    void ssh_route_speaksSshInsideTls() throws Exception {
        try (SSLSocket socket = client.auth(null, "teleport-proxy-ssh")) {
            byte[] banner = socket.getInputStream().readNBytes(8);
            assertThat(new String(banner, StandardCharsets.US_ASCII)).isEqualTo("SSH-2.0-");
        }
    }

    @Test
    void port_notTls_isClosed() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
