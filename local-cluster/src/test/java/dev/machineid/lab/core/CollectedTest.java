package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Collected;
import dev.machineid.core.MachineId;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabBuilder;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A login for another machine, and one by an issuer the lab does not own. */
class CollectedTest {
    private static final Issuer ELSEWHERE = Issuer.create(Clock.systemUTC());

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(CollectedTest::settings);

    @TempDir
    Path directory;

    private static LabBuilder settings(LabBuilder builder) {
        return builder.trust(ELSEWHERE.publicKeys())
                .joinToken(LabToken.genericOidc(
                                "elsewhere", Shapes.jenkins("lab-root").issuer(), "lab-root")
                        .allow(Map.of("sub", "https://jenkins.acme.example/job/app/")));
    }

    @Test
    void collect_forAnotherMachine_describesItsFilesAndWritesNone() throws Exception {
        LabCluster cluster = LAB.cluster();
        FakeJob job = new FakeJob(cluster, directory)
                .option("token", "deploy-github")
                .option("ssh", "true")
                .option("prefix", "READ_")
                .onGitHub(cluster);

        Collected collected = Collected.login(
                MachineId.of(job),
                job.request(),
                Path.of("/agent/ws@tmp/id/generations/7"),
                Path.of("/agent/ws@tmp/id/current"));

        assertThat(collected.files()).containsKeys("identity", "key", "key-cert.pub", "known_hosts", "ssh_config");
        assertThat(IdentityFile.read(file(collected, "identity").revealBytes()).ssh())
                .isPresent();
        assertThat(file(collected, "ssh_config").reveal())
                .contains("/agent/ws@tmp/id/generations/7/key-cert.pub")
                .contains("/usr/local/bin/machine-id");
        assertThat(collected.environment())
                .containsEntry("READ_MACHINE_ID_SSH_CONFIG", "/agent/ws@tmp/id/current/ssh_config");
        assertThat(collected.masks()).isNotEmpty();
        assertThat(collected.report().bot()).isEqualTo("ci");
        assertThat(job.filesLeft()).isEmpty();
    }

    @Test
    void join_byATokenOfATrustedIssuerElsewhere_isLetIn() throws Exception {
        FakeJob job = new FakeJob(LAB.cluster(), directory)
                .option("token", "elsewhere")
                .option("oidc-env", "ID_TOKEN")
                .variable("ID_TOKEN", ELSEWHERE.mint(Shapes.jenkins("lab-root")).reveal());
        try (var login = job.login()) {
            assertThat(login.report().method()).isEqualTo("generic_oidc");
        }
    }

    private static Secret file(Collected collected, String name) {
        return Objects.requireNonNull(collected.files().get(name), name);
    }
}
