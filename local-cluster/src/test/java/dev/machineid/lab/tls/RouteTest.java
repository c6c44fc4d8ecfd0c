package dev.machineid.lab.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static final String HEX = "6c61622d726f6f74";
    private static final String AUTH = "teleport-auth@" + HEX + ".teleport.cluster.local";

    @Test
    void choose_knownNames_giveTheirRoutes() {
        assertThat(Route.choose(List.of("teleport-proxy-grpc", "h2"), HEX)).contains(Route.JOIN);
        assertThat(Route.choose(List.of(AUTH, "h2"), HEX)).contains(Route.AUTH);
        assertThat(Route.choose(List.of(AUTH, "http/1.1"), HEX)).contains(Route.AUTH_REST);
        assertThat(Route.choose(List.of("teleport-proxy-ssh-grpc", "h2"), HEX)).contains(Route.SSH_GRPC);
        assertThat(Route.choose(List.of("teleport-proxy-ssh"), HEX)).contains(Route.SSH);
        assertThat(Route.choose(List.of("h2"), HEX)).contains(Route.WEB);
        assertThat(Route.choose(List.of(), HEX)).contains(Route.WEB);
    }

    @Test
    void atAuth_h2WinsAndNoNameIsHttp11() {
        assertThat(Route.atAuth(List.of("http/1.1", "h2"))).isEqualTo(Route.AUTH);
        assertThat(Route.atAuth(List.of("http/1.1"))).isEqualTo(Route.AUTH_REST);
        assertThat(Route.atAuth(List.of())).isEqualTo(Route.AUTH_REST);
        assertThat(Route.atAuth(List.of("teleport-proxy-ssh"))).isEqualTo(Route.NO_PROTOCOL);
    }

    @Test
    void choose_authNameAlone_hasNoProtocolToAnswer() {
        assertThat(Route.choose(List.of(AUTH), HEX)).contains(Route.NO_PROTOCOL);
        assertThat(Route.NO_PROTOCOL.answerTo(List.of(AUTH))).isNull();
    }

    @Test
    void choose_anotherClusterOrUpperCaseHex_isNobody() {
        assertThat(Route.choose(List.of("teleport-auth@abcd.teleport.cluster.local", "h2"), HEX))
                .isEmpty();
        assertThat(Route.choose(List.of(AUTH.replace("6c", "6C"), "h2"), HEX)).isEmpty();
    }

    @Test
    void answer_web_prefersHttp11AndRefusesStrangers() {
        assertThat(Route.WEB.answerTo(List.of("h2", "http/1.1"))).isEqualTo("http/1.1");
        assertThat(Route.WEB.answerTo(List.of("h2"))).isEqualTo("h2");
        assertThat(Route.WEB.answerTo(List.of("teleport-reversetunnel"))).isNull();
    }

    @Test
    void answer_sshStreams_nameNoProtocolAtAll() {
        assertThat(Route.SSH_GRPC.answerTo(List.of("teleport-proxy-ssh-grpc", "h2")))
                .isEmpty();
    }
}
