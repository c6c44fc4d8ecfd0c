package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.core.wire.trust.GetCertAuthorityRequest;
import dev.machineid.core.wire.types.CertAuthorityV2;
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
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A client of version 15 at the auth server's own port. */
abstract class AuthPortClient {
    final LabCluster cluster = LabCluster.builder().forbidVersionKey(false).start();
    final TestClient client = new TestClient(cluster);

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
    }

    Channel version15(@org.jspecify.annotations.Nullable Identity identity, String version) throws IOException {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("version", Metadata.ASCII_STRING_MARSHALLER), version);
        return ClientInterceptors.intercept(
                client.channel(() -> client.direct(identity, "h2")),
                MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    static <Q extends com.google.protobuf.MessageLite, R extends com.google.protobuf.MessageLite> R call(
            Channel channel, String method, Q request, R answer) {
        return TestClient.call(channel, method, request, answer);
    }

    static String pem(KeyPair key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** The fields of a version 15 bot's join, in its order; lists it does not use are null. */
    Map<String, Object> body(KeyPair key) {
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

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Identity join(KeyPair key) throws Exception {
        Answer joined = TestClient.http(
                client.direct(null, "http/1.1"),
                "POST",
                "/v1/tokens/register",
                JSONObjectUtils.toJSONString(body(key)));
        assertThat(joined.status()).as(joined.body()).isEqualTo(200);
        return new Identity(key.getPrivate(), List.of(TestTls.certificate(joined.bytes("tls"))));
    }

    static CertAuthorityV2 hostAuthority(Channel channel, String cluster) {
        return call(
                channel,
                "teleport.trust.v1.TrustService/GetCertAuthority",
                GetCertAuthorityRequest.newBuilder()
                        .setType("host")
                        .setDomain(cluster)
                        .build(),
                CertAuthorityV2.getDefaultInstance());
    }

    static String pin(X509Certificate certificate) throws Exception {
        return "sha256:"
                + HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(certificate.getPublicKey().getEncoded()));
    }
}
