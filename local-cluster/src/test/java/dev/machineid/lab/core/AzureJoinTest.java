package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.cloud.AzureMachine;
import dev.machineid.lab.fault.ConnectProxy;
import dev.machineid.lab.issuer.CloudEndpoint;
import dev.machineid.lab.join.LabToken;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Join method {@code azure}: attested document, access token, the choice of an identity, on both join services. */
class AzureJoinTest {
    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension();

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(builder -> builder.joinService(false));

    @TempDir
    Path directory;

    private final List<ConnectProxy> proxies = new ArrayList<>();

    @AfterEach
    void stop() {
        proxies.forEach(ConnectProxy::close);
    }

    private static LabCluster cluster(boolean older) {
        return (older ? OLD : NEW).cluster();
    }

    /** A job for which an HTTP proxy leads www.microsoft.com to the lab. */
    private FakeJob job(boolean older, String token) throws Exception {
        Map<String, String> azure = cluster(older).clouds().azure();
        FakeJob job = new FakeJob(cluster(older), directory).option("token", token);
        azure.forEach(job::variable);
        URI at = URI.create(azure.values().iterator().next());
        ConnectProxy proxy = new ConnectProxy(new InetSocketAddress(at.getHost(), at.getPort()), null);
        proxies.add(proxy);
        return job.variable("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()).variable("NO_PROXY", "localhost");
    }

    private void joins(FakeJob job, boolean older) {
        int before = cluster(older).counters().of("RegisterUsingAzureMethod");
        try (Login login = job.login()) {
            assertThat(login.report().method()).isEqualTo("azure");
            assertThat(login.report().bot()).isEqualTo("ci");
            assertThat(job.warnings).isEmpty();
        }
        assertThat(job.filesLeft()).isEmpty();
        assertThat(cluster(older).counters().of("RegisterUsingAzureMethod") - before)
                .isEqualTo(older ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void machine_withItsOwnIdentity_joins(boolean older) throws Exception {
        joins(job(older, "deploy-azure"), older);
        // Only the new service wants the certificates above the signer's; the metadata server is asked directly.
        assertThat(proxies.get(0).asked()).isEqualTo(older ? List.of() : List.of("www.microsoft.com:80"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void machine_withAChosenIdentity_joins(boolean older) throws Exception {
        joins(job(older, "deploy-azure").option("azure-client-id", CloudEndpoint.AZURE_CLIENT), older);
    }

    @Test
    void certificatesOutOfReach_leaveThemToTheCluster() throws Exception {
        FakeJob job = job(false, "deploy-azure").variable("HTTPS_PROXY", "http://127.0.0.1:1");
        joins(job, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdentityTheMachineDoesNotHave_isRefusedByItsMetadata(boolean older) throws Exception {
        FakeJob job = job(older, "deploy-azure").option("azure-client-id", "bbbbbbbb-0000-4000-8000-00000000000b");
        assertThat(Logins.refused(job, ErrorCode.CLOUD_METADATA_REFUSED).render())
                .contains("Identity not found", "bbbbbbbb", "azure-client-id");
        assertThat(job.waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherResourceGroup_isRefusedWithTheClaims(boolean older) throws Exception {
        cluster(older)
                .addToken(LabToken.azure("other")
                        .allow(Map.of("subscription", AzureMachine.SUBSCRIPTION, "resource_groups", "prod")));
        assertThat(Logins.refused(job(older, "other"), ErrorCode.CLAIMS_REFUSED).render())
                .contains("/resourcegroups/ci/", "xms_mirid", "https://management.azure.com/");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherTenant_isRefused(boolean older) throws Exception {
        cluster(older)
                .addToken(LabToken.azure("tenant")
                        .issuer("https://sts.windows.net/other/")
                        .allow(Map.of("subscription", AzureMachine.SUBSCRIPTION)));
        Logins.refused(job(older, "tenant"), ErrorCode.WRONG_ISSUER);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noMetadataServer_saysWhereItLooked(boolean older) throws Exception {
        FakeJob job = job(older, "deploy-azure").variable("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1");
        assertThat(Logins.refused(job, ErrorCode.CLOUD_CREDENTIALS_MISSING).render())
                .contains("127.0.0.1:1", "managed identity");
    }
}
