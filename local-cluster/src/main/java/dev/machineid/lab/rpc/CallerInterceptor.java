package dev.machineid.lab.rpc;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.tls.Route;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts the caller into the context of each call, refuses calls by a wrong route or a locked user, and notes clients that send a version they must not send. */
final class CallerInterceptor implements ServerInterceptor {
    private static final Context.Key<Optional<Peer>> CALLER = Context.key("caller");
    private static final Metadata.Key<String> VERSION = Metadata.Key.of("version", Metadata.ASCII_STRING_MARSHALLER);

    private static final Pattern SEMVER = Pattern.compile("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

    private final Origins origins;
    private final Access access;
    private final Counters counters;
    private final boolean forbidVersion;

    /** With {@code forbidVersion} any version is a violation; without it only one that would crash a real server. */
    CallerInterceptor(Origins origins, Access access, Counters counters, boolean forbidVersion) {
        this.forbidVersion = forbidVersion;
        this.origins = origins;
        this.access = access;
        this.counters = counters;
    }

    /** The caller of the current call, or a refusal for a call without a client certificate. */
    static Peer caller() {
        return Optional.ofNullable(CALLER.get())
                .flatMap(peer -> peer)
                .orElseThrow(() -> Refusal.denied("access denied"));
    }

    /** The bot instance of the caller; "" for a call without a client certificate. */
    static String instance() {
        return Optional.ofNullable(CALLER.get())
                .flatMap(peer -> peer)
                .map(Peer::botInstance)
                .orElse("");
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        String version = headers.get(VERSION);
        if (version != null && (forbidVersion || !SEMVER.matcher(version).matches())) {
            counters.violation("metadata key version was sent to " + method);
            return refuse(call, Status.INTERNAL.withDescription("lab: a client must never send the metadata version"));
        }
        Optional<Origins.Origin> origin =
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
                        ? origins.of(address.getPort())
                        : Optional.empty();
        if (origin.isEmpty() || !serves(origin.get().route(), method)) {
            return refuse(call, Status.UNIMPLEMENTED.withDescription("unknown service " + method + " on this route"));
        }
        Optional<Peer> peer = origin.get().peer();
        try {
            peer.ifPresent(who -> access.requireUnlocked(who.user()));
            peer.ifPresent(who -> access.requireInstanceUnlocked(who.botInstance()));
        } catch (Refusal locked) {
            return refuse(call, Rpc.status(locked).getStatus());
        }
        return Contexts.interceptCall(Context.current().withValue(CALLER, peer), call, headers, next);
    }

    /**
     * Both join services are reached through the proxy, and straight at the auth server: by clients that pin it, and by
     * those that have an identity and keep their bot instance.
     */
    private static boolean serves(Route route, String method) {
        Route own = routeOf(method);
        return route == own || (own == Route.JOIN && route == Route.AUTH);
    }

    private static Route routeOf(String method) {
        if (method.startsWith("teleport.join.v1.JoinService/") || method.startsWith("proto.JoinService/")) {
            return Route.JOIN;
        }
        return method.startsWith("teleport.transport.v1.") ? Route.SSH_GRPC : Route.AUTH;
    }

    private static <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
