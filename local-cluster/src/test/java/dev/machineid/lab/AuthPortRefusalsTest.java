package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.wire.auth.PingRequest;
import dev.machineid.core.wire.auth.PingResponse;
import dev.machineid.lab.TestClient.Answer;
import dev.machineid.lab.TestTls.Identity;
import io.grpc.Channel;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the auth server's own port refuses, in the real server's way. */
class AuthPortRefusalsTest extends AuthPortClient {
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
    void rest_withoutACertificate_isDeniedInTheRealWords() throws Exception {
        Answer leaves = TestClient.http(client.direct(null, "http/1.1"), "GET", "/v2/remoteclusters", "");
        Answer name = TestClient.http(client.direct(null, "http/1.1"), "GET", "/v2/configuration/name", "");

        assertThat(leaves.status()).isEqualTo(403);
        assertThat(leaves.error()).isEqualTo("access denied to perform action \"list\" on \"remote_cluster\"");
        assertThat(name.status()).isEqualTo(403);
        assertThat(name.error()).isEqualTo("access denied to perform action \"read\" on \"cluster_name\"");
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
    void chain_longerThanOne_isHungUpOnWithoutAWord() throws Exception {
        Identity bot = join(rsa());
        Identity chained = new Identity(
                bot.key(), List.of(bot.chain().get(0), cluster.root().user().certificate()));

        assertThatThrownBy(() -> TestClient.http(client.direct(chained, "http/1.1"), "GET", "/v2/remoteclusters", ""))
                .isInstanceOfAny(IOException.class, StringIndexOutOfBoundsException.class);
    }
}
