package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.lab.TestClient.Answer;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab against answers recorded from a real version 15 server: same statuses, same words. */
class RecordedJoinsTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.joinService(false));

    private final LabCluster cluster = LAB.cluster();
    private final TestClient client = new TestClient(cluster);
    private final long now = Instant.now().getEpochSecond();

    @AfterEach
    void closeClient() throws Exception {
        client.close();
    }

    /** One row of the table. */
    record Row(String token, List<String> edits, boolean ofBody, int status, String words) {
        static Row of(String line) {
            String[] cells = line.split("\\s*\\|\\s*", -1);
            boolean body = cells[1].startsWith("body:");
            String edits = cells[1].replaceFirst("^body:\\s*", "");
            return new Row(
                    cells[0],
                    edits.isEmpty() ? List.of() : List.of(edits.split(" ", -1)),
                    body,
                    Integer.parseInt(cells[2]),
                    cells[3]);
        }
    }

    static Stream<Row> rows() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RecordedJoinsTest.class.getResourceAsStream("recorded-joins.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).map(Row::of).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void join_asRecorded_hasTheStatusAndTheWords(Row row) throws Exception {
        Map<String, Object> body = client.joinBody(
                "deploy-" + row.token(),
                idToken(row.token(), row.ofBody() ? List.of() : row.edits()),
                Instant.ofEpochSecond(now + 3600));
        if (row.ofBody()) {
            row.edits().forEach(edit -> edit(body, edit));
        }

        for (String path : List.of("/v1/tokens/register", "/v2/tokens/register", "/v1/webapi/host/credentials")) {
            Answer answer = path.contains("webapi")
                    ? client.post(path, body)
                    : TestClient.http(
                            client.direct(null, "http/1.1"), "POST", path, JSONObjectUtils.toJSONString(body));
            assertThat(answer.status()).as(answer.body()).isEqualTo(row.status());
            if (row.status() == 200) {
                assertThat(answer.json()).containsOnlyKeys("ssh", "tls", "ssh_ca_certs", "tls_ca_certs");
            } else {
                assertThat(answer.error().replaceAll("20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME"))
                        .isEqualTo(row.words());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|request: unexpected end of JSON input",
                "x|request: invalid character 'x' looking for beginning of value",
                "[]|request: json: cannot unmarshal array into Go value of type types.RegisterUsingTokenRequest",
                "null|missing parameter HostID",
                "{}|missing parameter HostID",
                "{\"token\":\"a|request: unexpected end of JSON input",
                "{} {}|request: invalid character '{' after top-level value"
            })
    void body_notARequest_is400WithTheRecordedWords(String row) throws Exception {
        int cut = row.indexOf('|');

        Answer answer =
                TestClient.http(client.direct(null, "http/1.1"), "POST", "/v1/tokens/register", row.substring(0, cut));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(row.substring(cut + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/json", ""})
    void contentType_notJson_isAnInvalidRequest(String type) throws Exception {
        Answer answer = TestClient.http(client.web("http/1.1"), "POST", "/v1/webapi/host/credentials", "{}", type);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid request");
    }

    @Test
    void contentType_withACharset_isRead() throws Exception {
        Answer answer = TestClient.http(
                client.web("http/1.1"), "POST", "/v1/webapi/host/credentials", "{}", "application/json; charset=utf-8");

        assertThat(answer.error()).isEqualTo("missing parameter HostID");
    }

    @Test
    void algorithm_none_namesTheOnesThatAreSupported() throws Exception {
        Answer answer = client.join("deploy-gitlab", idToken("gitlab", List.of("no-algorithm")));

        assertThat(answer.status()).isEqualTo(500);
        // The recorded server's issuer signs with RS256, ours with ES256.
        assertThat(answer.error())
                .isEqualTo("oidc: id token signed with unsupported algorithm, expected [\"ES256\"] got \"none\"");
    }

    private String idToken(String platform, List<String> edits) throws Exception {
        TokenShape shape = switch (platform) {
            case "github" -> Shapes.github();
            case "gitlab" -> Shapes.gitlab("lab-root");
            case "circleci" -> Shapes.circleci();
            default -> Shapes.kubernetes("lab-root");
        };
        String[] good = cluster.issuer().mint(shape).reveal().split("\\.", -1);
        Map<String, Object> claims = new HashMap<>(JSONObjectUtils.parse(new Base64URL(good[1]).decodeToString()));
        edits.stream().filter(edit -> edit.contains("=") || isRemoval(edit)).forEach(edit -> edit(claims, edit));
        String header = good[0];
        String payload = text(JSONObjectUtils.toJSONString(claims));
        for (String edit : edits) {
            switch (edit) {
                case "text-payload" -> payload = text("hello");
                case "list-payload" -> payload = text("[]");
                case "no-payload" -> payload = "";
                case "text-header" -> header = text("hello");
                case "list-header" -> header = text("[]");
                case "cut-header" -> header = text("{\"alg\":");
                case "no-algorithm" -> header = text("{\"alg\":\"none\"}");
                default -> {}
            }
        }
        String signed = header + "." + payload;
        return whole(edits, signed + "." + sign(signed, edits.contains("wrong-key")), signed);
    }

    private static String whole(List<String> edits, String token, String signed) {
        String last = edits.isEmpty() ? "" : edits.get(edits.size() - 1);
        return switch (last) {
            case "two-parts" -> signed;
            case "garbage" -> "garbage";
            case "not-a-jwt" -> "not.a.jwt";
            case "bad-signature-text" -> signed + ".!!!";
            case "no-signature" -> signed + ".";
            case "spaces" -> " " + token + "\n";
            default -> token;
        };
    }

    private static boolean isRemoval(String edit) {
        return edit.startsWith("-");
    }

    private void edit(Map<String, Object> map, String edit) {
        if (isRemoval(edit)) {
            map.remove(edit.substring(1));
            return;
        }
        int cut = edit.indexOf('=');
        String name = edit.substring(0, cut);
        String value = edit.substring(cut + 1);
        if (value.startsWith("now")) {
            map.put(name, now + Long.parseLong(value.substring(3)));
        } else if (value.startsWith("[")) {
            map.put(name, Arrays.asList(value.substring(1, value.length() - 1).split(",", -1)));
        } else {
            map.put(name, value);
        }
    }

    private static String text(String plain) {
        return Base64URL.encode(plain).toString();
    }

    private String sign(String signed, boolean stranger) throws Exception {
        ECKey key = stranger
                ? new ECKeyGenerator(Curve.P_256).generate()
                : ECKey.parse(cluster.issuer().privateJwk().reveal());
        try {
            return new ECDSASigner(key)
                    .sign(
                            new com.nimbusds.jose.JWSHeader(com.nimbusds.jose.JWSAlgorithm.ES256),
                            signed.getBytes(StandardCharsets.US_ASCII))
                    .toString();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
