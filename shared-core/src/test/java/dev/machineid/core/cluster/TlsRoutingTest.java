package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.auth.GetRoleRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsRoutingTest {
    private static final String AUTH = "teleport-auth@6c61622d726f6f74.teleport.cluster.local";
    private static final String FOUND = "{\"cluster_name\":\"lab-root\",\"server_version\":\"18.11.0\"}";

    private final Network network = Links.network(Duration.ofSeconds(10));
    private final HeldCertificate client = TlsFront.certificate("bot");

    @AfterEach
    void close() {
        network.close();
    }

    private TlsRouting routing(TlsFront front) {
        return new TlsRouting(network, Links.at(front.port()));
    }

    private static String choose(List<String> offered, String... known) {
        return List.of(known).stream().filter(offered::contains).findFirst().orElse("");
    }

    private static void ask(GrpcChannel channel) throws Exception {
        channel.unary("/proto.AuthService/GetRole", GetRoleRequest.getDefaultInstance(), GetRoleRequest.parser())
                .get();
    }

    private void grpc(
            Function<TlsRouting, GrpcChannel> service,
            Function<List<String>, @Nullable String> select,
            TlsFront.Hello expected)
            throws Exception {
        try (MockWebServer server = Links.server(Protocol.H2_PRIOR_KNOWLEDGE);
                TlsFront front = TlsFront.start(select, server.getPort())) {
            server.enqueue(Links.answer());
            GrpcChannel channel = service.apply(routing(front));
            ask(channel);

            assertThat(front.hellos).containsExactly(expected);
            assertThat(server.takeRequest().getHeaders().get("version")).isNull();
            channel.close();
        }
    }

    @Test
    void joining_offersTheProxysNameAndNoCertificate() throws Exception {
        grpc(
                routing -> routing.joining(Links.trust()),
                offered -> "teleport-proxy-grpc",
                new TlsFront.Hello(List.of("teleport-proxy-grpc", "h2"), List.of(), 0));
    }

    @Test
    void joining_answerWithoutAlpn_isSpokenToInHttp2() throws Exception {
        grpc(
                routing -> routing.joining(Links.trust()),
                offered -> "",
                new TlsFront.Hello(List.of("teleport-proxy-grpc", "h2"), List.of(), 0));
    }

    @Test
    void auth_offersTheClustersHexNameAndOneCertificate() throws Exception {
        grpc(
                routing -> routing.auth("lab-root", CompletableFuture.completedFuture(identity())),
                offered -> "h2",
                new TlsFront.Hello(List.of(AUTH, "h2"), List.of("teleport.cluster.local"), 1));
    }

    @Test
    void authJoining_offersTheClustersHexNameAndNoCertificate() throws Exception {
        grpc(
                routing -> routing.authJoining("lab-root", Links.trust()),
                offered -> "h2",
                new TlsFront.Hello(List.of(AUTH, "h2"), List.of("teleport.cluster.local"), 0));
    }

    @Test
    void auth_clusterOutsideAscii_isHexOfUtf8() throws Exception {
        grpc(
                routing -> routing.authJoining("ü", Links.trust()),
                offered -> "h2",
                new TlsFront.Hello(
                        List.of("teleport-auth@c3bc.teleport.cluster.local", "h2"),
                        List.of("teleport.cluster.local"),
                        0));
    }

    @Test
    void sshTransport_offersItsName() throws Exception {
        grpc(
                routing -> routing.sshTransport(identity()),
                offered -> "teleport-proxy-ssh-grpc",
                new TlsFront.Hello(List.of("teleport-proxy-ssh-grpc", "h2"), List.of("teleport.cluster.local"), 1));
    }

    private ClientIdentity identity() {
        return new ClientIdentity(Links.trust(), client.keyPair().getPrivate(), client.certificate());
    }

    private void find(Protocol spoken, Function<List<String>, @Nullable String> select, List<List<String>> offers)
            throws Exception {
        try (MockWebServer server = Links.server(spoken);
                TlsFront front = TlsFront.start(select, server.getPort())) {
            server.enqueue(Links.json(FOUND));
            server.enqueue(Links.json(FOUND));
            WebApi web = routing(front).web(Links.trust());

            assertThat(web.find(Clock.systemUTC()).clusterName()).isEqualTo("lab-root");
            web.find(Clock.systemUTC());
            assertThat(front.hellos).extracting(TlsFront.Hello::alpn).containsExactlyElementsOf(offers);
        }
    }

    @Test
    void web_serverWithHttp2_isAskedForThatAlone() throws Exception {
        find(Protocol.H2_PRIOR_KNOWLEDGE, offered -> choose(offered, "h2"), List.of(List.of("h2")));
    }

    @Test
    void web_serverThatRefusesHttp2_isAskedAgainWithHttp1() throws Exception {
        find(
                Protocol.HTTP_1_1,
                offered -> offered.contains("http/1.1") ? "http/1.1" : null,
                List.of(List.of("h2"), List.of("http/1.1")));
    }

    @Test
    void web_serverWithoutAlpn_isSpokenToInHttp1() throws Exception {
        find(Protocol.HTTP_1_1, offered -> "", List.of(List.of("h2")));
    }

    @Test
    void web_serverThatRefusesEverything_isExplained() throws Exception {
        try (TlsFront front = TlsFront.start(offered -> null, 0)) {
            WebApi web = routing(front).web(Links.trust());

            assertThatThrownBy(() -> web.find(Clock.systemUTC()))
                    .isInstanceOfSatisfying(
                            MachineIdException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TLS_ROUTING_UNAVAILABLE));
            assertThat(front.connections).hasValue(2);
        }
    }

    @Test
    void authRest_offersTheClustersNameForHttp1_andFollowsNoFallBack() throws Exception {
        try (MockWebServer server = Links.server(Protocol.HTTP_1_1);
                TlsFront front = TlsFront.start(offered -> "http/1.1", server.getPort())) {
            server.enqueue(Links.json("{\"error\":{\"message\":\"no\"}}")
                    .newBuilder()
                    .code(403)
                    .build());
            WebApi rest = routing(front).authRest("lab-root", Links.trust());

            assertThatThrownBy(() -> rest.join("/v1/tokens/register", Secret.of("{}")))
                    .isInstanceOf(WebRefusal.class)
                    .hasMessage("no");
            assertThat(front.hellos)
                    .containsExactly(
                            new TlsFront.Hello(List.of(AUTH, "http/1.1"), List.of("teleport.cluster.local"), 0));
        }
        try (TlsFront front = TlsFront.start(offered -> null, 0)) {
            WebApi rest = routing(front).authRest("lab-root", Links.trust());
            assertThatThrownBy(() -> rest.join("/v1/tokens/register", Secret.of("{}")))
                    .isInstanceOf(IOException.class);
            assertThat(front.connections).hasValue(1);
        }
    }

    @Test
    void grpc_serverThatRefusesTheName_isExplained() throws Exception {
        try (TlsFront front = TlsFront.start(offered -> null, 0)) {
            GrpcChannel channel = routing(front).joining(Links.trust());

            assertThatThrownBy(() -> ask(channel))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            IOException.class,
                            failure -> assertThat(channel.explain(failure).code())
                                    .isEqualTo(ErrorCode.TLS_ROUTING_UNAVAILABLE));
        }
    }

    @Test
    void network_closed_leavesNoConnection() throws Exception {
        try (MockWebServer server = Links.server(Protocol.HTTP_1_1);
                TlsFront front = TlsFront.start(offered -> "", server.getPort())) {
            server.enqueue(Links.json(FOUND));
            routing(front).web(Links.trust()).find(Clock.systemUTC());
            assertThat(network.connections()).isOne();
            assertThat(network.requests()).isOne();
            network.close();

            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (!front.allClosed() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(front.allClosed()).isTrue();
        }
    }

    @Test
    void sockets_sendWithoutDelay() throws Exception {
        try (TlsFront front = TlsFront.start(offered -> "", 0);
                Socket socket = new TargetSocketFactory(Links.at(front.port()), Optional.empty()).createSocket()) {
            socket.connect(new InetSocketAddress(Links.HERE, 1), 1000);
            assertThat(socket.getTcpNoDelay()).isTrue();
            assertThat(socket.getPort()).isEqualTo(front.port());
        }
    }
}
