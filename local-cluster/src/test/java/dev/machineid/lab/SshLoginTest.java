package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.authority.CertificateSpec;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.SshKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SshLoginTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            builder -> builder.role(LabRole.of("other-login", "deploy")).bot("ci", "ci", "other-login"));

    private final LabCluster cluster = LAB.cluster();
    private final TestClient client = new TestClient(cluster);

    @TempDir
    Path directory;

    private TestJob job() {
        return new TestJob(cluster, directory);
    }

    @AfterEach
    void closeClient() throws Exception {
        cluster.unlock("ci");
        client.close();
    }

    @Test
    void rootNode_rightCertificate_runsTheCommand() throws Exception {
        TestJob job = job().login(client, "ci");

        TestJob.Outcome outcome = job.ssh("ci@node-1.lab-root", "echo hello; echo oops >&2; exit 7");

        assertThat(outcome).isEqualTo(new TestJob.Outcome(7, "hello\n", "oops\n"));
    }

    @Test
    void session_environment_namesClusterAndUser() throws Exception {
        TestJob.Outcome outcome = job().login(client, "ci")
                .ssh("root@node-1.lab-root", "echo $SSH_TELEPORT_CLUSTER_NAME $SSH_TELEPORT_USER $SSH_TELEPORT_LOGIN");

        assertThat(outcome.out()).isEqualTo("lab-root bot-ci root\n");
    }

    @Test
    void leafNode_rootsCertificate_logsInThroughTheTrust() throws Exception {
        TestJob.Outcome outcome =
                job().login(client, "ci").ssh("ci@leaf-node.lab-leaf", "echo $SSH_TELEPORT_CLUSTER_NAME");

        assertThat(outcome).isEqualTo(new TestJob.Outcome(0, "lab-leaf\n", ""));
    }

    @Test
    void login_notInTheCertificate_isRefused() throws Exception {
        TestJob.Outcome outcome = job().login(client, "other-login").ssh("ci@node-1.lab-root", "true");

        assertThat(outcome.code()).isEqualTo(255);
        assertThat(outcome.err()).contains("Permission denied (publickey)");
    }

    @Test
    void login_unknownOnTheNode_isRefused() throws Exception {
        TestJob.Outcome outcome = job().login(client, "other-login").ssh("deploy@node-1.lab-root", "true");

        assertThat(outcome.err()).contains("Permission denied (publickey)");
    }

    @Test
    void node_unknownName_endsTheProxyWithItsWords() throws Exception {
        TestJob.Outcome outcome = job().login(client, "ci").ssh("ci@nowhere.lab-root", "true");

        assertThat(outcome.code()).isEqualTo(255);
        assertThat(outcome.err()).contains("direct dialing to nodes not found in inventory is not supported");
    }

    @Test
    void certificate_expired_isRefused() throws Exception {
        writeForged(cluster.root(), Instant.now().minusSeconds(5), List.of("ci"));

        assertThat(sshToNodeDirectly().err()).contains("Permission denied (publickey)");
    }

    @Test
    void certificate_ofAnotherAuthority_isRefused() throws Exception {
        ClusterAuthorities foreign = new ClusterAuthorities("lab-root", Clock.systemUTC(), false);
        writeForged(foreign, Instant.now().plusSeconds(600), List.of("ci"));

        assertThat(sshToNodeDirectly().err()).contains("Permission denied (publickey)");
    }

    @Test
    void certificate_ofTheRightAuthority_isLetInDirectlyToo() throws Exception {
        writeForged(cluster.root(), Instant.now().plusSeconds(600), List.of("ci"));

        assertThat(sshToNodeDirectly()).isEqualTo(new TestJob.Outcome(0, "in\n", ""));
    }

    @Test
    void rootNode_certificateOfTheLeaf_isRefused() throws Exception {
        writeForged(cluster.leaf(), Instant.now().plusSeconds(600), List.of("ci"));

        assertThat(sshToNodeDirectly().err()).contains("Permission denied (publickey)");
    }

    @Test
    void bot_locked_cannotLogIn() throws Exception {
        TestJob job = job().login(client, "ci");
        cluster.lock("ci", "stolen laptop");

        assertThat(job.ssh("ci@node-1.lab-root", "true").code()).isEqualTo(255);
    }

    private void writeForged(ClusterAuthorities signer, Instant expires, List<String> logins) throws Exception {
        CertificateSpec spec = new CertificateSpec(
                "bot-ci",
                "ci",
                "i",
                List.of("ci"),
                logins,
                List.of(),
                "lab-root",
                "lab-root",
                "bot-ci",
                false,
                0,
                expires);
        job().write(client, SshKeys.line(signer.issueSsh(spec, client.key.getPublic())));
    }

    /** Straight to the node's port, so that only the node decides. */
    private TestJob.Outcome sshToNodeDirectly() throws Exception {
        int port = cluster.nodes().named("lab-root", "node-1").address().getPort();
        return job().ssh(
                        "-o",
                        "ProxyCommand none",
                        "-o",
                        "HostName 127.0.0.1",
                        "-p",
                        "" + port,
                        "-o",
                        "HostKeyAlias node-1.lab-root",
                        "ci@node-1.lab-root",
                        "echo in");
    }
}
