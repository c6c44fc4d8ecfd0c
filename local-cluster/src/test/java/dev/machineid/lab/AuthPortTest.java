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
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.lab.TestClient.Answer;
import dev.machineid.lab.TestTls.Identity;
import dev.machineid.lab.authority.SshKeys;
import io.grpc.Channel;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** The auth server's own port, used the way a version 15 bot uses it: RSA keys, its version in every call, REST beside gRPC. */
class AuthPortTest extends AuthPortClient {
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
    void rest_clusterName_isAnswered() throws Exception {
        Answer name = TestClient.http(client.direct(join(rsa())), "GET", "/v2/configuration/name", "");

        assertThat(name.status()).isEqualTo(200);
        assertThat(JSONObjectUtils.getJSONObject(name.json(), "spec")).containsEntry("cluster_name", "lab-root");
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
    void join_inThePast_givesCertificatesThatAreOver() throws Exception {
        Map<String, Object> body = body(rsa());
        body.put("expires", "2020-01-01T00:00:00Z");

        Answer joined = TestClient.http(
                client.direct(null, "http/1.1"), "POST", "/v2/tokens/register", JSONObjectUtils.toJSONString(body));

        assertThat(TestTls.certificate(joined.bytes("tls")).getNotAfter().toInstant())
                .isEqualTo("2020-01-01T00:00:00Z");
    }
}
