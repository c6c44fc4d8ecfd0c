package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.wire.auth.GetRoleRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesResponse;
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.authority.SshKeys;
import io.grpc.ManagedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RolesAndAuthoritiesTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.rotating()
            .role(LabRole.of("careful", "root").withSessionMfa().withDeviceTrust("required"))
            .bot("ci", "ci", "careful"));

    private final LabCluster cluster = LAB.cluster();
    private final TestClient client = new TestClient(cluster);
    private TestTls.Identity bot = new TestTls.Identity(client.key.getPrivate(), List.of());

    @BeforeEach
    void join() throws Exception {
        bot = TestJob.bot(cluster, client);
    }

    @AfterEach
    void closeClient() throws Exception {
        client.close();
    }

    private RoleV6 role(TestTls.Identity identity, String name) throws Exception {
        return TestClient.call(
                client.authChannel(identity),
                "proto.AuthService/GetRole",
                GetRoleRequest.newBuilder().setName(name).build(),
                RoleV6.getDefaultInstance());
    }

    @Test
    void getRole_botIdentity_seesItsOwnRoleOnly() throws Exception {
        RoleV6 own = role(bot, "bot-ci");

        assertThat(own.getSpec().getAllow().getImpersonate().getRolesList()).containsExactly("ci", "careful");
        assertThat(own.getSpec().getOptions().getMaxSessionTTL()).isEqualTo(43_200_000_000_000L);
        assertThatThrownBy(() -> role(bot, "ci")).hasMessage("PERMISSION_DENIED: access denied");
    }

    @Test
    void getRole_impersonated_seesHeldRolesOnly() throws Exception {
        TestTls.Identity output = client.identity(TestTls.certificate(TestJob.generate(
                        client, bot, TestJob.request(client, Instant.now().plusSeconds(600), "careful"))
                .getTLS()
                .toByteArray()));

        RoleV6 careful = role(output, "careful");

        assertThat(careful.getSpec().getOptions().getRequireMFAType()).isOne();
        assertThat(careful.getSpec().getOptions().getDeviceTrustMode()).isEqualTo("required");
        assertThatThrownBy(() -> role(output, "bot-ci")).hasMessage("PERMISSION_DENIED: access denied");
        assertThatThrownBy(() -> role(output, "ci")).hasMessage("PERMISSION_DENIED: access denied");
    }

    private GetCertAuthoritiesResponse authorities(ManagedChannel channel, String type, boolean keys) {
        return TestClient.call(
                channel,
                "teleport.trust.v1.TrustService/GetCertAuthorities",
                GetCertAuthoritiesRequest.newBuilder()
                        .setType(type)
                        .setIncludeKey(keys)
                        .build(),
                GetCertAuthoritiesResponse.getDefaultInstance());
    }

    @Test
    void authorities_host_areOfRootAndLeafWithTheRotatingOne() throws Exception {
        List<dev.machineid.core.wire.types.CertAuthorityV2> all =
                authorities(client.authChannel(bot), "host", false).getCertAuthoritiesV2List();

        assertThat(all).extracting(a -> a.getSpec().getClusterName()).containsExactly("lab-root", "lab-leaf");
        assertThat(all.get(0).getSpec().getActiveKeys().getSSH(0).getPublicKey().toString(StandardCharsets.UTF_8))
                .isEqualTo(SshKeys.line(cluster.root().host().sshKey()));
        assertThat(all.get(0).getSpec().getAdditionalTrustedKeys().getTLSCount())
                .isOne();
        assertThat(all.get(1).getSpec().hasAdditionalTrustedKeys()).isFalse();
    }

    @Test
    void authorities_withKeysUnknownTypeOrAnonymous_areRefused() throws Exception {
        ManagedChannel channel = client.authChannel(bot);

        assertThat(authorities(channel, "user", false).getCertAuthoritiesV2Count())
                .isOne();
        assertThat(authorities(channel, "db", false).getCertAuthoritiesV2Count())
                .isOne();
        assertThatThrownBy(() -> authorities(channel, "host", true)).hasMessage("PERMISSION_DENIED: access denied");
        assertThatThrownBy(() -> authorities(channel, "db_client", false))
                .hasMessage("INVALID_ARGUMENT: authority type is not supported");
        assertThatThrownBy(() -> authorities(client.authChannel(null), "host", false))
                .hasMessage("PERMISSION_DENIED: access denied");
    }
}
