package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.TestClient.Answer;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.Shapes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebEndpointsTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    private final LabCluster cluster = LAB.cluster();
    private final Issuer issuer = cluster.issuer();
    private final TestClient client = new TestClient(cluster);

    @AfterEach
    void closeClient() throws Exception {
        client.close();
    }

    @Test
    void find_saysNameVersionAndOneAddress() throws Exception {
        Answer find = client.get("/webapi/find");

        assertThat(find.head()).containsIgnoringCase("\nDate: ").containsIgnoringCase("application/json");
        assertThat(find.json())
                .containsEntry("cluster_name", "lab-root")
                .containsEntry("server_version", "18.11.0")
                .containsEntry("min_client_version", "18.0.0");
        assertThat(find.body())
                .contains("\"tls_routing_enabled\":true")
                .contains("\"public_addr\":\"localhost:" + cluster.port());
    }

    @Test
    void export_hostAuthority_hasThePinnedKey() throws Exception {
        Answer pem = client.get("/webapi/auth/export?type=tls-host");
        byte[] key = TestTls.certificate(pem.body().getBytes(StandardCharsets.US_ASCII))
                .getPublicKey()
                .getEncoded();

        assertThat(cluster.caPin())
                .isEqualTo("sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(key)));
    }

    @Test
    void path_unknown_isNotFoundInTheServersForm() throws Exception {
        Answer answer = client.get("/webapi/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 page not found\n");
    }

    @Test
    void joinOverTheAuthName_worksWithoutAClientCertificate() throws Exception {
        Map<String, Object> body = client.joinBody(
                "deploy-gitlab",
                issuer.mint(Shapes.gitlab("lab-root")).reveal(),
                Instant.now().plusSeconds(600));

        Answer joined = TestClient.http(
                client.auth(null, TestClient.authName("lab-root"), "http/1.1"),
                "POST",
                "/v1/tokens/register",
                com.nimbusds.jose.util.JSONObjectUtils.toJSONString(body));

        assertThat(joined.status()).as(joined.body()).isEqualTo(200);
    }

    @Test
    void authPath_onTheWebRoute_isNotFound() throws Exception {
        assertThat(client.post("/v1/tokens/register", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void join_answer_hasEveryAuthorityInTheOrderOfTheServer() throws Exception {
        Answer joined =
                client.join("deploy-github", issuer.mint(Shapes.github()).reveal());

        assertThat(joined.json().keySet()).containsExactlyInAnyOrder("ssh", "tls", "tls_ca_certs", "ssh_ca_certs");
        java.util.List<?> authorities = (java.util.List<?>)
                java.util.Objects.requireNonNull(joined.json().get("tls_ca_certs"));
        assertThat(authorities).hasSize(2);
        assertThat(java.util.Base64.getDecoder().decode(String.valueOf(authorities.get(1))))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(cluster.root().host().pem());
    }

    private HttpResponse<String> mint(String suffix, String bearer) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(cluster.mint().requestUrl() + suffix))
                                .header("Authorization", "Bearer " + bearer)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void mintEndpoint_rightBearer_givesATokenThatJoins() throws Exception {
        HttpResponse<String> minted = mint(
                "&audience=teleport.cluster.local",
                cluster.mint().requestToken().reveal());

        String token = String.valueOf(
                com.nimbusds.jose.util.JSONObjectUtils.parse(minted.body()).get("value"));
        assertThat(client.join("deploy-github", token).status()).isEqualTo(200);
    }

    @Test
    void mintEndpoint_wrongBearerOrLostQuery_isRefused() throws Exception {
        assertThat(mint("&audience=x", "guess").statusCode()).isEqualTo(401);
        URI lost = URI.create(cluster.mint().requestUrl().replaceFirst("\\?.*", "?audience=x"));
        assertThat(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(lost)
                                        .header(
                                                "Authorization",
                                                "Bearer "
                                                        + cluster.mint()
                                                                .requestToken()
                                                                .reveal())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void mintEndpoint_toldToFail_failsThatOftenAndCounts() throws Exception {
        String bearer = cluster.mint().requestToken().reveal();
        int before = cluster.mint().calls();
        cluster.mint().failNext(2, 500);

        assertThat(mint("", bearer).statusCode()).isEqualTo(500);
        assertThat(mint("", bearer).statusCode()).isEqualTo(500);
        assertThat(mint("", bearer).statusCode()).isEqualTo(200);
        assertThat(cluster.mint().calls() - before).isEqualTo(3);
    }
}
