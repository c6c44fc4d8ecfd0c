package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.RouteToDatabase;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.join.LabToken;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class IssueTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.rotating()
            .role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofMinutes(20)))
            .role(LabRole.of("careful", LabRole.BOT_LOGINS).withSessionMfa().withDeviceTrust("required"))
            .role(LabRole.of("unassigned", "root"))
            .bot("ci", "ci", "short", "careful")
            .botLogins("ci", "deployer"));

    private final LabCluster cluster = LAB.cluster();
    private final TestClient client = new TestClient(cluster);
    private final Instant now = Instant.now();
    private TestTls.Identity bot = new TestTls.Identity(client.key.getPrivate(), List.of());

    @TempDir
    Path directory;

    @BeforeEach
    void join() throws Exception {
        bot = TestJob.bot(cluster, client);
    }

    @AfterEach
    void closeClient() throws Exception {
        cluster.unlock("ci");
        client.close();
    }

    private UserCertsRequest ask(Duration life, String... roles) {
        return TestJob.request(client, now.plus(life), roles);
    }

    private Certs generate(UserCertsRequest request) throws Exception {
        return TestJob.generate(client, bot, request);
    }

    private static X509Certificate tls(Certs certs) throws Exception {
        return TestTls.certificate(certs.getTLS().toByteArray());
    }

    private static OpenSshCertificate ssh(Certs certs) throws Exception {
        return (OpenSshCertificate) SshKeys.fromLine(certs.getSSH().toByteArray());
    }

    private void refused(UserCertsRequest request, String code, String words) {
        assertThatThrownBy(() -> generate(request))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage(code + ": " + words);
    }

    @Test
    void outputCertificate_tlsSubject_saysWhoAndWhat() throws Exception {
        X509Certificate certificate = tls(generate(ask(Duration.ofHours(1), "ci")));

        String subject = certificate
                .getSubjectX500Principal()
                .getName("RFC2253", java.util.Map.of("2.5.4.17", "postalCode", "1.3.9999.2.18", "bot"));
        assertThat(subject)
                .contains("CN=bot-ci")
                .contains("O=ci")
                .contains("STREET=lab-root")
                .contains("L=root")
                .contains("L=ci")
                .contains("L=-teleport-internal-join")
                .contains("postalCode={\\\"logins\\\":[\\\"deployer\\\"]}")
                .contains("bot=ci")
                .contains("1.3.9999.2.7=")
                .contains("1.3.9999.2.9=")
                .contains("1.3.9999.1.7=")
                .doesNotContain("1.3.9999.1.13=");
        certificate.verify(cluster.root().user().certificate().getPublicKey());
    }

    @Test
    void outputCertificate_life_startsAMinuteAgoAndEndsAsAsked() throws Exception {
        X509Certificate certificate = tls(generate(ask(Duration.ofHours(1), "ci")));

        assertThat(certificate.getNotBefore().toInstant()).isBefore(now.minusSeconds(30));
        assertThat(certificate.getNotAfter().toInstant())
                .isEqualTo(now.plus(Duration.ofHours(1)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    @Test
    void outputCertificate_readByOpenSsh_hasPrincipalsAndExtensions() throws Exception {
        Path file = directory.resolve("key-cert.pub");
        Files.write(
                file,
                generate(ask(Duration.ofHours(1), "ci", "careful")).getSSH().toByteArray());

        TestJob.Outcome listing = TestJob.run("", "ssh-keygen", "-L", "-f", file.toString());

        assertThat(listing.code()).as(listing.err()).isZero();
        assertThat(listing.out())
                .contains("Key ID: \"bot-ci\"")
                .containsSubsequence("root", "ci", "deployer", "-teleport-internal-join")
                .contains("permit-pty")
                .contains("permit-port-forwarding")
                .contains("teleport-roles UNKNOWN OPTION")
                .contains("Critical Options: (none)");
    }

    @Test
    void life_beyondTheLimits_isCutWithoutAWord() throws Exception {
        assertThat(life(tls(generate(ask(Duration.ofDays(2), "ci"))))).isEqualTo(Duration.ofDays(1));
        assertThat(life(tls(generate(ask(Duration.ofHours(1), "short"))))).isEqualTo(Duration.ofMinutes(20));
        X509Certificate own = TestTls.certificate(client.post(
                        "/v1/webapi/host/credentials",
                        client.joinBody(
                                "deploy-github",
                                cluster.issuer()
                                        .mint(dev.machineid.lab.issuer.Shapes.github())
                                        .reveal(),
                                now.plus(Duration.ofDays(2))))
                .bytes("tls"));
        assertThat(life(own)).isEqualTo(Duration.ofHours(12));
    }

    /** The life from the moment of issue, which is one minute after the start. */
    private static Duration life(X509Certificate certificate) {
        return Duration.between(
                        certificate.getNotBefore().toInstant().plusSeconds(60),
                        certificate.getNotAfter().toInstant())
                .plusSeconds(1)
                .truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    }

    @Test
    void roles_notHeldUnknownOrNone_areRefused() {
        refused(
                ask(Duration.ofHours(1), "unassigned"),
                "PERMISSION_DENIED",
                "user \"bot-ci\" has requested role impersonation for [\"unassigned\"]");
        refused(ask(Duration.ofHours(1), "nope"), "NOT_FOUND", "role nope is not found");
        refused(ask(Duration.ofHours(1)), "INVALID_ARGUMENT", "at least one role request is required");
    }

    @Test
    void expires_missingOrPast_isRefusedWithTheMisleadingWords() {
        String words = "access denied: client credentials have expired, please relogin";
        refused(ask(Duration.ofSeconds(-1), "ci"), "PERMISSION_DENIED", words);
        refused(ask(Duration.ofHours(1), "ci").toBuilder().clearExpires().build(), "PERMISSION_DENIED", words);
    }

    @Test
    void user_other_isRefused() {
        assertThatThrownBy(() -> generate(ask(Duration.ofHours(1), "ci").toBuilder()
                        .setUsername("root")
                        .build()))
                .hasMessageContaining("PERMISSION_DENIED");
    }

    @Test
    void impersonatedIdentity_askingAgain_isRefused() throws Exception {
        TestTls.Identity output = client.identity(tls(generate(ask(Duration.ofHours(1), "ci"))));

        assertThatThrownBy(() -> TestJob.generate(client, output, ask(Duration.ofHours(1), "ci")))
                .hasMessage("PERMISSION_DENIED: access denied: identity is not allowed to reissue certificates");
    }

    @Test
    void reissuableIdentity_getsATargetsCertificate_ofItsRolesAndNoLongerLife() throws Exception {
        X509Certificate first = tls(generate(ask(Duration.ofHours(1), "ci").toBuilder()
                .setReissuableRoleImpersonation(true)
                .build()));
        TestTls.Identity output = client.identity(first);
        UserCertsRequest target = ask(Duration.ofHours(9)).toBuilder()
                .setUseRoleRequests(false)
                .setRouteToDatabase(RouteToDatabase.newBuilder()
                        .setServiceName("pg-main")
                        .setProtocol("postgres")
                        .setUsername("ci"))
                .build();

        X509Certificate bound = tls(TestJob.generate(client, output, target));

        TeleportIdentity who = TeleportIdentity.of(bound);
        assertThat(who.roles()).containsExactly("ci");
        assertThat(who.disallowReissue()).isFalse();
        assertThat(bound.getNotAfter()).isEqualTo(first.getNotAfter());
        assertThatThrownBy(() -> TestJob.generate(client, output, ask(Duration.ofHours(1), "short")))
                .hasMessage("PERMISSION_DENIED: access denied: impersonated roles can not request other roles");
    }

    @Test
    void route_leafAndUnknown_areNamedOrRefused() throws Exception {
        UserCertsRequest leaf = ask(Duration.ofHours(1), "ci").toBuilder()
                .setRouteToCluster("lab-leaf")
                .build();

        assertThat(ssh(generate(leaf)).getExtensionsMap()).containsEntry("teleport-route-to-cluster", "lab-leaf");
        refused(
                leaf.toBuilder().setRouteToCluster("nowhere").build(),
                "NOT_FOUND",
                "remote cluster \"nowhere\" is not found");
    }

    @Test
    void keys_newFields_certifyEachForItsUse() throws Exception {
        KeyPair other = Authority.newKey();
        UserCertsRequest split = ask(Duration.ofHours(1), "ci").toBuilder()
                .setSSHPublicKey(ByteString.copyFromUtf8(SshKeys.line(other.getPublic())))
                .setTLSPublicKey(ByteString.copyFromUtf8(client.publicPem()))
                .build();

        Certs certs = generate(split);

        assertThat(SshKeys.wire(ssh(certs).getCertPubKey())).isEqualTo(SshKeys.wire(other.getPublic()));
        assertThat(tls(certs).getPublicKey()).isEqualTo(client.key.getPublic());
    }

    @Test
    void keys_none_areRefused() {
        refused(ask(Duration.ofHours(1), "ci").toBuilder().clearPublicKey().build(), "UNKNOWN", "ssh: no key found");
    }

    @Test
    void lockedBot_everyCall_isRefused() {
        cluster.lock("ci", "maintenance");

        refused(
                ask(Duration.ofHours(1), "ci"),
                "PERMISSION_DENIED",
                "lock targeting User:\"bot-ci\" is in force: maintenance");
    }

    @Test
    void secretJoin_certificate_isRenewableAndCountsGenerations() throws Exception {
        cluster.addToken(LabToken.secret("first-time"));
        TestTls.Identity first = client.identity(client.join("first-time", ""));
        assertThat(generation(first.chain().get(0))).isEqualTo("1");

        UserCertsRequest renewal = UserCertsRequest.newBuilder(ask(Duration.ofHours(1)))
                .setUseRoleRequests(false)
                .build();

        assertThat(generation(tls(TestJob.generate(client, first, renewal)))).isEqualTo("2");
        refused(renewal, "PERMISSION_DENIED", "access denied"); // by proof: not renewable
    }

    private static String generation(X509Certificate certificate) {
        String subject = certificate
                .getSubjectX500Principal()
                .getName("RFC2253", java.util.Map.of("1.3.9999.1.14", "generation"));
        return subject.replaceFirst(".*generation=(#0c..)?", "")
                .replaceFirst("[,+].*", "")
                .replaceFirst("^3", "");
    }

    @Test
    void oldServer_newKeyFields_areNotSeen() throws Exception {
        try (LabCluster old = LabCluster.builder().joinService(false).start();
                TestClient oldClient = new TestClient(old)) {
            TestTls.Identity oldBot = TestJob.bot(old, oldClient);
            KeyPair other = Authority.newKey();
            UserCertsRequest both = TestJob.request(oldClient, now.plusSeconds(600), "ci").toBuilder()
                    .setSSHPublicKey(ByteString.copyFromUtf8(SshKeys.line(other.getPublic())))
                    .setTLSPublicKey(ByteString.copyFromUtf8(oldClient.publicPem()))
                    .build();

            OpenSshCertificate certificate = ssh(TestJob.generate(oldClient, oldBot, both));

            assertThat(SshKeys.wire(certificate.getCertPubKey())).isEqualTo(SshKeys.wire(oldClient.key.getPublic()));
        }
    }
}
