package dev.machineid.lab.core;

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
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One SSH connection through the proxy's transport service with the files of a login. */
class NodeAccessTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @TempDir
    Path directory;

    private final LabCluster cluster = LAB.cluster();
    private final Network network = new Network(Map.of(), Deadline.after(Duration.ofSeconds(20), Clock.systemUTC()));
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
        network.close();
        login.close();
    }

    private GrpcChannel transport() {
        StoredIdentity identity = Logins.identity(login);
        return new TlsRouting(network, ClusterAddress.parse(cluster.proxy()))
                .sshTransport(new ClientIdentity(
                        TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls()));
    }

    private String answerOf(String hostAndPort, String clusterName) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] hello = "SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII);
        new SshProxy(transport(), SshTarget.parse(hostAndPort, clusterName)).run(new ByteArrayInputStream(hello), out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "node-1:22, lab-root",
        "node-1.lab-root:22, lab-root",
        "node-1:0, lab-root",
        "leaf-node:22, lab-leaf",
        "leaf-node.lab-leaf:22, lab-leaf"
    })
    void node_thatExists_speaksSsh(String target, String clusterName) {
        assertThat(answerOf(target, clusterName)).startsWith("SSH-2.0-");
    }

    @Test
    void node_thatIsNotThere_isNamed() {
        MachineIdException refusal =
                catchThrowableOfType(MachineIdException.class, () -> answerOf("node-9:22", "lab-root"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.TARGET_NOT_FOUND);
        assertThat(refusal.what()).contains("node-9 in cluster lab-root");
    }

    @Test
    void bot_locked_isRefused() {
        cluster.lock("ci", "for this test");
        try {
            MachineIdException refusal =
                    catchThrowableOfType(MachineIdException.class, () -> answerOf("node-1:22", "lab-root"));
            assertThat(refusal.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
            assertThat(refusal.details()).anyMatch(line -> line.contains("for this test"));
        } finally {
            cluster.unlock("ci");
        }
    }
}
