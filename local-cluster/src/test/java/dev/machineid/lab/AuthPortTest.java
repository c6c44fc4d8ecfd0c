package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.ClusterCACert;
import dev.machineid.core.wire.auth.GetRoleRequest;
import dev.machineid.core.wire.auth.PingRequest;
import dev.machineid.core.wire.auth.PingResponse;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesResponse;
import dev.machineid.core.wire.trust.GetCertAuthorityRequest;
import dev.machineid.core.wire.types.CertAuthorityV2;
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.lab.TestClient.Answer;
import dev.machineid.lab.TestTls.Identity;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.issuer.Shapes;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The auth server's own port, used the way a version 15 bot uses it: RSA keys, its version in every call, REST beside gRPC. */
class AuthPortTest {
    private final LabCluster cluster =
            LabCluster.builder().forbidVersionKey(false).start();
    private final TestClient client = new TestClient(cluster);

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
    }

    private Channel version15(@org.jspecify.annotations.Nullable Identity identity, String version) throws IOException {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("version", Metadata.ASCII_STRING_MARSHALLER), version);
        return ClientInterceptors.intercept(
                client.channel(() -> client.direct(identity, "h2")),
                MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static <Q extends com.google.protobuf.MessageLite, R extends com.google.protobuf.MessageLite> R call(
            Channel channel, String method, Q request, R answer) {
        return TestClient.call(channel, method, request, answer);
    }

    private static String pem(KeyPair key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** The fields of a version 15 bot's join, in its order; lists it does not use are null. */
    private Map<String, Object> body(KeyPair key) {
        Map<String, Object> body = new HashMap<>(client.joinBody(
                "deploy-gitlab",
                cluster.issuer().mint(Shapes.gitlab("lab-root")).reveal(),
                Instant.now().plusSeconds(3600)));
        body.put("node_name", "");
        body.put("additional_principals", null);
        body.put("dns_names", null);
        body.put("remote_addr", "");
        body.put("ec2_id", "");
        body.put("public_tls_key", base64(pem(key)));
        body.put("public_ssh_key", base64(SshKeys.line(key.getPublic())));
        return body;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Identity join(KeyPair key) throws Exception {
        Answer joined = TestClient.http(
                client.direct(null, "http/1.1"),
                "POST",
                "/v1/tokens/register",
                JSONObjectUtils.toJSONString(body(key)));
        assertThat(joined.status()).as(joined.body()).isEqualTo(200);
        return new Identity(key.getPrivate(), List.of(TestTls.certificate(joined.bytes("tls"))));
    }

    @Test
    void bot15_oneShot_getsItsOutput() throws Exception {
        // The pin is checked against what the server says without a certificate.
        ClusterCACert authority = call(
                version15(null, "15.0.0-dev"),
                "proto.AuthService/GetClusterCACert",
                Empty.getDefaultInstance(),
                ClusterCACert.getDefaultInstance());
        assertThat(pin(TestTls.certificate(authority.getTLSCA().toByteArray()))).isEqualTo(cluster.caPin());

        Identity bot = join(rsa());
        Channel channel = version15(bot, "15.0.0-dev");
        PingResponse ping = call(
                channel, "proto.AuthService/Ping", PingRequest.getDefaultInstance(), PingResponse.getDefaultInstance());
        assertThat(ping.getClusterName()).isEqualTo("lab-root");
        assertThat(ping.getServerVersion()).isEqualTo("18.11.0");
        assertThat(ping.getProxyPublicAddr()).isEqualTo(cluster.proxy());
        RoleV6 own = call(
                channel,
                "proto.AuthService/GetRole",
                GetRoleRequest.newBuilder().setName("bot-ci").build(),
                RoleV6.getDefaultInstance());
        List<String> roles = own.getSpec().getAllow().getImpersonate().getRolesList();
        assertThat(roles).containsExactly("ci");

        KeyPair output = rsa();
        Certs certs = call(
                channel,
                "proto.AuthService/GenerateUserCerts",
                UserCertsRequest.newBuilder()
                        .setPublicKey(ByteString.copyFromUtf8(SshKeys.line(output.getPublic())))
                        .setUsername("bot-ci")
                        .setExpires(Timestamp.newBuilder()
                                .setSeconds(Instant.now().plusSeconds(3600).getEpochSecond()))
                        .setRouteToCluster("lab-root")
                        .addAllRoleRequests(roles)
                        .setUseRoleRequests(true)
                        .build(),
                Certs.getDefaultInstance());
        assertThat(certs.getSSH().toStringUtf8()).startsWith("ssh-rsa-cert-v01@openssh.com ");
        X509Certificate tls = TestTls.certificate(certs.getTLS().toByteArray());
        assertThat(tls.getPublicKey()).isInstanceOf(RSAPublicKey.class).isEqualTo(output.getPublic());

        Channel asOutput = version15(new Identity(output.getPrivate(), List.of(tls)), "15.0.0-dev");
        for (String type : List.of("host", "user", "db")) {
            assertThat(call(
                                    asOutput,
                                    "teleport.trust.v1.TrustService/GetCertAuthorities",
                                    GetCertAuthoritiesRequest.newBuilder()
                                            .setType(type)
                                            .build(),
                                    GetCertAuthoritiesResponse.getDefaultInstance())
                            .getCertAuthoritiesV2List())
                    .as(type)
                    .isNotEmpty();
        }
        Answer leaves = TestClient.http(
                client.direct(new Identity(output.getPrivate(), List.of(tls)), "http/1.1"),
                "GET",
                "/v2/remoteclusters",
                "");
        assertThat(leaves.status()).isEqualTo(200);
        assertThat(JSONArrayUtils.parse(leaves.body()).toString()).contains("lab-leaf", "remote_cluster", "online");
        for (String name : List.of("lab-root", "lab-leaf")) {
            assertThat(hostAuthority(asOutput, name).getSpec().getClusterName()).isEqualTo(name);
        }
        assertThat(cluster.counters().violations()).isEmpty();
        assertThat(cluster.counters().connections()).isZero();
        assertThat(cluster.counters().of("tcp/auth")).isPositive();
    }

    private static CertAuthorityV2 hostAuthority(Channel channel, String cluster) {
        return call(
                channel,
                "teleport.trust.v1.TrustService/GetCertAuthority",
                GetCertAuthorityRequest.newBuilder()
                        .setType("host")
                        .setDomain(cluster)
                        .build(),
                CertAuthorityV2.getDefaultInstance());
    }

    private static String pin(X509Certificate certificate) throws Exception {
        return "sha256:"
                + HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(certificate.getPublicKey().getEncoded()));
    }

    @Test
    void authority_ofAStrangerOrWithoutACertificate_isRefused() throws Exception {
        Channel channel = version15(join(rsa()), "15.0.0-dev");

        assertThatThrownBy(() -> hostAuthority(channel, "nobody")).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> hostAuthority(version15(null, "15.0.0-dev"), "lab-root"))
                .hasMessageContaining("PERMISSION_DENIED");
    }

    @Test
    void version_notSemantic_isAViolationEvenWhereVersionsAreAllowed() throws Exception {
        assertThatThrownBy(() -> call(
                        version15(null, "fifteen"),
                        "proto.AuthService/Ping",
                        PingRequest.getDefaultInstance(),
                        PingResponse.getDefaultInstance()))
                .hasMessageContaining("INTERNAL");
        assertThat(cluster.counters().violations()).hasSize(1);
    }

    @Test
    void call_thatNobodyAnswers_isCountedByItsName() throws Exception {
        assertThatThrownBy(() -> call(
                        version15(null, "15.0.0-dev"),
                        "proto.AuthService/WatchEvents",
                        Empty.getDefaultInstance(),
                        Empty.getDefaultInstance()))
                .hasMessageContaining("UNIMPLEMENTED");
        assertThat(cluster.counters().of("unimplemented proto.AuthService/WatchEvents"))
                .isEqualTo(1);
    }

    @Test
    void rest_withoutACertificate_isDeniedInTheRealWords() throws Exception {
        Answer leaves = TestClient.http(client.direct(null, "http/1.1"), "GET", "/v2/remoteclusters", "");
        Answer name = TestClient.http(client.direct(null, "http/1.1"), "GET", "/v2/configuration/name", "");

        assertThat(leaves.status()).isEqualTo(403);
        assertThat(leaves.error()).isEqualTo("access denied to perform action \"list\" on \"remote_cluster\"");
        assertThat(name.status()).isEqualTo(403);
        assertThat(name.error()).isEqualTo("access denied to perform action \"read\" on \"cluster_name\"");
    }

    @Test
    void rest_clusterName_isAnswered() throws Exception {
        Answer name = TestClient.http(client.direct(join(rsa())), "GET", "/v2/configuration/name", "");

        assertThat(name.status()).isEqualTo(200);
        assertThat(JSONObjectUtils.getJSONObject(name.json(), "spec")).containsEntry("cluster_name", "lab-root");
    }

    @Test
    void rest_lockedBot_isDenied() throws Exception {
        Identity bot = join(rsa());
        cluster.lock("ci", "under investigation");

        Answer leaves = TestClient.http(client.direct(bot, "http/1.1"), "GET", "/v2/remoteclusters", "");

        assertThat(leaves.status()).isEqualTo(403);
        assertThat(leaves.error()).contains("under investigation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webapi/find", "/webapi/ping", "/v1/webapi/host/credentials", "/v2/nope"})
    void rest_anythingElse_isAPlain404(String path) throws Exception {
        Answer answer = TestClient.http(client.direct(null, "http/1.1"), "GET", path, "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 page not found\n");
    }

    @Test
    void alpn_h2WinsAndStrangersAreRefused() throws Exception {
        try (SSLSocket both = client.direct(null, "http/1.1", "h2")) {
            assertThat(both.getApplicationProtocol()).isEqualTo("h2");
        }
        assertThatThrownBy(() -> client.direct(null, "teleport-proxy-ssh")).isInstanceOf(IOException.class);
    }

    @Test
    void certificate_holdsTheClustersNamesAndNoAddress() throws Exception {
        try (SSLSocket socket = client.direct(null, "h2")) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            // 2 is a DNS name, 7 would be an address.
            assertThat(shown.getSubjectAlternativeNames())
                    .allMatch(name -> Integer.valueOf(2).equals(name.get(0)));
            assertThat(shown.getSubjectAlternativeNames().toString())
                    .contains("teleport.cluster.local")
                    .doesNotContain("localhost");
        }
    }

    @Test
    void chain_longerThanOne_isHungUpOnWithoutAWord() throws Exception {
        Identity bot = join(rsa());
        Identity chained = new Identity(
                bot.key(), List.of(bot.chain().get(0), cluster.root().user().certificate()));

        assertThatThrownBy(() -> TestClient.http(client.direct(chained, "http/1.1"), "GET", "/v2/remoteclusters", ""))
                .isInstanceOfAny(IOException.class, StringIndexOutOfBoundsException.class);
    }

    @Test
    void join_inThePast_givesCertificatesThatAreOver() throws Exception {
        Map<String, Object> body = body(rsa());
        body.put("expires", "2020-01-01T00:00:00Z");

        Answer joined = TestClient.http(
                client.direct(null, "http/1.1"), "POST", "/v2/tokens/register", JSONObjectUtils.toJSONString(body));

        assertThat(TestTls.certificate(joined.bytes("tls")).getNotAfter().toInstant())
                .isEqualTo("2020-01-01T00:00:00Z");
    }
}
