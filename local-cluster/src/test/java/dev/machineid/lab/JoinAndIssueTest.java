package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.Shapes;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LabClusterExtension.class)
class JoinAndIssueTest {
    @Test
    void olderService_goodProof_givesAnIdentityThatGetsOutputCertificates(LabCluster cluster, Issuer issuer)
            throws Exception {
        try (TestClient client = new TestClient(cluster)) {
            TestClient.Answer joined =
                    client.join("deploy-github", issuer.mint(Shapes.github()).reveal());
            assertThat(joined.status()).as(joined.body()).isEqualTo(200);

            Certs certs = TestClient.call(
                    client.authChannel(client.identity(joined)),
                    "proto.AuthService/GenerateUserCerts",
                    UserCertsRequest.newBuilder()
                            .setUsername("bot-ci")
                            .setUseRoleRequests(true)
                            .addRoleRequests("ci")
                            .setExpires(Timestamp.newBuilder()
                                    .setSeconds(Instant.now().plusSeconds(600).getEpochSecond()))
                            .setPublicKey(ByteString.copyFromUtf8(SshKeys.line(client.key.getPublic())))
                            .build(),
                    Certs.getDefaultInstance());

            assertThat(certs.getSSH().toStringUtf8()).startsWith("ecdsa-sha2-nistp256-cert-v01@openssh.com ");
        }
    }
}
