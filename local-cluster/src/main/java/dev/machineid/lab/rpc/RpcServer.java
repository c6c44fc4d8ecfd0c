package dev.machineid.lab.rpc;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.ssh.NodeDirectory;
import dev.machineid.lab.tls.Origins;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The gRPC server behind the TLS port, on a loopback port that serves only what came through it. */
public final class RpcServer implements AutoCloseable {
    private final Server server;

    // gRPC logs every cut connection with a stack trace. The field keeps the logger, and so its level, from being
    // collected.
    private final Logger transportLog = Logger.getLogger("io.grpc.okhttp.OkHttpServerTransport");

    /**
     * What the services work on. {@code newJoin} switches the new join service; without it the cluster behaves as
     * version 15. {@code forbidVersion} makes a violation of any client that sends its version.
     */
    public record Parts(
            ClusterAuthorities root,
            List<ClusterAuthorities> leaves,
            Access access,
            JoinDesk desk,
            NodeDirectory nodes,
            Clock clock,
            String version,
            boolean newJoin,
            boolean forbidVersion,
            Supplier<String> proxyAddress) {}

    public RpcServer(Parts parts, Origins origins, Counters counters, ExecutorService threads) throws IOException {
        transportLog.setLevel(Level.SEVERE);
        Set<String> clusters = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(parts.root()), parts.leaves().stream())
                .map(ClusterAuthorities::cluster)
                .collect(java.util.stream.Collectors.toSet());
        OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .executor(threads)
                .transportExecutor(threads)
                .intercept(new CallerInterceptor(origins, parts.access(), counters, parts.forbidVersion()))
                .fallbackHandlerRegistry(new UnknownCalls(counters))
                .addService(new AuthRpc(
                                parts.root(),
                                parts.access(),
                                parts.clock(),
                                !parts.newJoin(),
                                parts.version(),
                                parts.proxyAddress(),
                                clusters,
                                new ResourceRpc(parts.access(), !parts.newJoin()))
                        .service(counters))
                .addService(new TrustRpc(parts.root(), parts.leaves(), parts.newJoin()).service(counters))
                .addService(new OlderJoinRpc(parts.root(), parts.desk(), counters, !parts.newJoin()).service())
                .addService(new TransportRpc(parts.nodes(), threads, counters).service());
        if (parts.newJoin()) {
            builder.addService(
                    new WorkloadRpc(parts.root(), parts.access().workloads(), parts.clock()).service(counters));
            builder.addService(ServerServiceDefinition.builder(JoinRpc.SERVICE)
                    .addMethod(new JoinRpc(parts.root(), parts.desk(), counters).join())
                    .build());
        }
        server = builder.build().start();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
