package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.wire.auth.GetRoleRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Calls to a server on loopback that answers as it is told. */
abstract class GrpcCase {
    static final String PATH = "/proto.AuthService/GetRole";

    MockWebServer server;
    TlsFront front;

    @BeforeEach
    void start() throws IOException {
        server = Links.server(Protocol.H2_PRIOR_KNOWLEDGE);
        front = TlsFront.start(offered -> "", server.getPort());
    }

    @AfterEach
    void stop() throws IOException {
        front.close();
        server.close();
    }

    static GetRoleRequest role(String name) {
        return GetRoleRequest.newBuilder().setName(name).build();
    }

    void always(MockResponse answer) {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer;
            }

            @Override
            public MockResponse peek() {
                return answer;
            }
        });
    }

    interface Use {
        void with(GrpcChannel channel) throws Exception;
    }

    void use(Duration allowed, Use use) throws Exception {
        try (Network network = Links.network(allowed)) {
            GrpcChannel channel = new TlsRouting(network, Links.at(front.port())).joining(Links.trust());
            use.with(channel);
            channel.close();
        }
    }

    void use(Use use) throws Exception {
        use(Duration.ofSeconds(10), use);
    }

    static CompletableFuture<GetRoleRequest> ask(GrpcChannel channel, String name) {
        return channel.unary(PATH, role(name), GetRoleRequest.parser());
    }

    static IOException failure(CompletableFuture<?> answer) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
        return (IOException) java.util.Objects.requireNonNull(failed.getCause());
    }
}
