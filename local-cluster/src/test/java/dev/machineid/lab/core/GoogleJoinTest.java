package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Join method {@code gcp}: the metadata server's token on both join services, and the rules it must fit. */
class GoogleJoinTest {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension();

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @TempDir
    Path directory;

    private static LabCluster cluster(boolean older) {
        return (older ? OLD : NEW).cluster();
    }

    private FakeJob job(boolean older, String token) throws IOException {
        FakeJob job = new FakeJob(cluster(older), directory).option("token", token);
        cluster(older).clouds().google().forEach(job::variable);
        return job;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void machineWithTheRightAccount_joins(boolean older) throws Exception {
        FakeJob job = job(older, "deploy-gcp");
        try (Login login = job.login()) {
            assertThat(login.report().method()).isEqualTo("gcp");
            assertThat(login.report().bot()).isEqualTo("ci");
            assertThat(job.warnings).isEmpty();
        }
        assertThat(job.filesLeft()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aZone_isALocationToo(boolean older) throws Exception {
        cluster(older)
                .addToken(
                        LabToken.gcp("zone").allow(Map.of("project_ids", "acme-prod", "locations", "europe-west1-b")));
        job(older, "zone").login().close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherProject_isRefusedWithTheClaims(boolean older) throws Exception {
        cluster(older).addToken(LabToken.gcp("other").allow(Map.of("project_ids", "acme-test")));
        assertThat(Logins.refused(job(older, "other"), ErrorCode.CLAIMS_REFUSED).render())
                .contains("acme-prod", "deployer@acme-prod.iam.gserviceaccount.com", "europe-west1-b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherAudience_isRefused(boolean older) throws Exception {
        Logins.refused(job(older, "deploy-gcp").option("audience", "lab-root"), ErrorCode.WRONG_AUDIENCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noMetadataServer_saysWhereItLooked(boolean older) throws Exception {
        FakeJob job = job(older, "deploy-gcp").variable("GCE_METADATA_HOST", "127.0.0.1:1");
        assertThat(Logins.refused(job, ErrorCode.CLOUD_CREDENTIALS_MISSING).render())
                .contains("127.0.0.1:1", "service account", "GCE_METADATA_HOST");
        assertThat(job.waits).isEmpty();
    }
}
