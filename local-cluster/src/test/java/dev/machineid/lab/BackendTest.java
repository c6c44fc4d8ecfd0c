package dev.machineid.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.wire.auth.PingRequest;
import dev.machineid.core.wire.auth.PingResponse;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.rpc.RpcServer;
import dev.machineid.lab.ssh.NodeDirectory;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.web.AuthRest;
import dev.machineid.lab.web.WebHandler;
import dev.machineid.lab.web.WebServer;
import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loopback ports behind the TLS port serve nobody who did not come through it. */
class BackendTest {
    private final Clock clock = Clock.systemUTC();
    private final ClusterAuthorities root = new ClusterAuthorities("lab-root", clock, false);
    private final Access access = new Access();
    private final JoinDesk desk =
            new JoinDesk(root, access, clock, Issuer.create(clock).publicKeys());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void rpcPort_calledDirectly_refuses() throws Exception {
        RpcServer.Parts parts = new RpcServer.Parts(
                root, List.of(), access, desk, new NodeDirectory(), clock, "18.0.0", true, true, () -> "");
        try (RpcServer server = new RpcServer(parts, new Origins(), new Counters(), threads)) {
            ManagedChannel channel = OkHttpChannelBuilder.forAddress(
                            "127.0.0.1", server.address().getPort())
                    .usePlaintext()
                    .build();

            assertThatThrownBy(() -> TestClient.call(
                            channel,
                            "proto.AuthService/Ping",
                            PingRequest.getDefaultInstance(),
                            PingResponse.getDefaultInstance()))
                    .hasMessageContaining("UNIMPLEMENTED");
            channel.shutdownNow();
        }
    }

    @Test
    void webPort_calledDirectly_refuses() throws Exception {
        WebHandler handler = new WebHandler(
                root,
                desk,
                false,
                new AuthRest("lab-root", List.of(), access, new Counters()),
                Map::of,
                clock,
                new Origins(),
                new Counters());
        try (WebServer server = new WebServer(handler)) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + server.address().getPort() + "/webapi/find"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }
}
