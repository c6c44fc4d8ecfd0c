package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.ConnectionFacts;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.WebApi;
import dev.machineid.core.issue.AuthPing;
import dev.machineid.core.join.AuthDiscovery;
import dev.machineid.core.join.Joiner;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.Endpoint;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The cluster as one login meets it: through its proxy, past a load balancer or not, or at the auth server itself. */
final class Entrance {
    private final MachineIdRequest request;
    private final X509ExtendedTrustManager trust;
    private final TlsRouting routing;
    private final boolean direct;
    private final List<String> program;
    private @Nullable AuthPing ping;
    private @Nullable Consumer<ConnectionFacts> observer;

    /**
     * @param trust whom to believe the proxy's web certificate, or the auth server's where {@code ca-file} is given
     * @param program the job's own program, which passes load balancers for ssh; empty if there is none
     */
    Entrance(MachineIdRequest request, Network network, X509ExtendedTrustManager trust, List<String> program) {
        Endpoint endpoint = request.endpoint();
        this.request = request;
        this.trust = trust;
        this.program = program;
        this.direct = endpoint.kind() == Endpoint.Kind.AUTH_SERVER;
        this.routing = direct
                ? TlsRouting.direct(network, endpoint.address())
                : TlsRouting.through(network, endpoint.address(), () -> trust, endpoint.upgrades());
    }

    /** Opens what a later connection will take, beside other work. */
    void openEarly(Executor beside) {
        routing.openEarly(beside);
    }

    /** Tells how connections to the proxy's web endpoints are made. */
    void observe(Consumer<ConnectionFacts> told) {
        observer = told;
    }

    /** Whether something in front of the proxy ends TLS, as far as connections have shown. */
    boolean upgraded() {
        return routing.upgraded();
    }

    private WebApi web() {
        WebApi web = routing.web(trust);
        Consumer<ConnectionFacts> told = observer;
        if (told != null) {
            web.observe(told);
        }
        return web;
    }

    /** One meeting: what is found, and how to join there. */
    record Met(ClusterInfo cluster, Joiner joiner) {}

    /** @throws dev.machineid.core.report.MachineIdException explained; a fault may be repeated */
    Met meet(Clock clock) {
        requirePassable();
        if (!direct) {
            WebApi web = web();
            return new Met(
                    web.find(clock),
                    new Joiner(routing, web, trust, request.trust().caPins()));
        }
        Optional<X509ExtendedTrustManager> given = request.trust().caFile().map(file -> trust);
        AuthDiscovery found = AuthDiscovery.find(routing, request.trust().caPins(), given);
        ClusterInfo cluster = new ClusterInfo(found.clusterName(), "", false, Optional.empty(), Optional.empty());
        return new Met(cluster, new Joiner(routing, found.hostAuthorities()));
    }

    GrpcChannel auth(ClusterInfo cluster, CompletableFuture<ClientIdentity> identity) {
        return routing.auth(cluster.clusterName(), identity);
    }

    /** An auth server tells its version and its proxy only to those who have joined. */
    void ask(GrpcChannel auth) {
        ping = direct ? AuthPing.begin(auth) : null;
    }

    ClusterInfo complete(ClusterInfo cluster) {
        AuthPing asked = ping;
        return asked == null
                ? cluster
                : new ClusterInfo(
                        cluster.clusterName(),
                        asked.serverVersion(),
                        cluster.tlsRouting(),
                        asked.proxyAddress(),
                        cluster.clockSkew());
    }

    /** What the outputs' files say about the way to the cluster. */
    ProxyAccess forOutputs() {
        requirePassable();
        if (!direct) {
            return new ProxyAccess(request.endpoint().address(), routing.upgraded() ? upgradeOptions() : List.of());
        }
        AuthPing asked = ping;
        Optional<ClusterAddress> proxy = request.endpoint()
                .proxyBeside()
                .or(() ->
                        asked == null ? Optional.empty() : asked.proxyAddress().map(ClusterAddress::parse));
        if (proxy.isEmpty()
                && request.outputs().stream()
                        .anyMatch(output -> output.kind() != OutputKind.IDENTITY
                                && output.kind() != OutputKind.WORKLOAD_IDENTITY)) {
            throw new InvalidRequestException(
                    ErrorCode.MISSING_OPTION,
                    "an output leads through the proxy, and the auth server names none",
                    "give the option proxy beside auth-server: the join stays at the auth server, the files name the proxy");
        }
        return ProxyAccess.straight(proxy.orElse(request.endpoint().address()));
    }

    private List<String> upgradeOptions() {
        return request.trust()
                .caFile()
                .map(file -> List.of(
                        "--tls-upgrade",
                        "always",
                        "--ca-file",
                        file.toAbsolutePath().toString()))
                .orElseGet(() -> List.of("--tls-upgrade", "always"));
    }

    /** Programs of others do not speak the upgrade, so what only they can use would be worth nothing. */
    private void requirePassable() {
        if (!routing.upgraded()) {
            return;
        }
        boolean tunnel = request.outputs().stream()
                .anyMatch(output -> output.kind() == OutputKind.KUBERNETES && output.hasTunnel());
        for (OutputSpec output : request.outputs()) {
            boolean ours =
                    !program.isEmpty() && !"openssl".equals(output.settings().get(OutputSpec.PROXY_COMMAND));
            if (output.kind() == OutputKind.KUBERNETES && !tunnel) {
                throw cannotPass(
                        output,
                        "kubectl",
                        "write " + output + ",port=auto: kubectl then goes through a tunnel of this program");
            }
            if (output.kind() == OutputKind.SSH && !ours) {
                throw cannotPass(
                        output, "openssl", "leave this output out, or let ssh use the program's own proxy-command");
            }
        }
    }

    private DeniedException cannotPass(OutputSpec output, String client, String advice) {
        return new DeniedException(
                ErrorCode.OUTPUT_CANNOT_PASS,
                "the output " + output + " cannot be used through the load balancer in front of " + routing.proxy(),
                List.of("something there ends TLS, so connections need an upgrade that " + client + " does not speak"),
                advice + "; or let the load balancer forward TCP without ending TLS",
                null);
    }
}
