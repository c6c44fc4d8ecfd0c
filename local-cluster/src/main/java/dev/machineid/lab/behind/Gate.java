package dev.machineid.lab.behind;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.LabTarget;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.access.Targets;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.tls.Route;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/** Decides which target a connection through the TLS port may reach: the one its certificate is bound to, if the route fits. */
public final class Gate implements Function<Origins.Origin, Optional<InetSocketAddress>> {
    private final Targets targets;
    private final Access access;
    private final Counters counters;

    public Gate(Access access, Counters counters) {
        this.targets = access.targets();
        this.access = access;
        this.counters = counters;
    }

    /** Where it goes; empty where it is refused, which real proxies do by closing it. */
    @Override
    public Optional<InetSocketAddress> apply(Origins.Origin origin) {
        return origin.peer()
                .filter(peer -> admitted(peer, origin.route()))
                .flatMap(peer -> target(origin.route(), peer))
                .map(target -> {
                    counters.add("target/" + target.name());
                    return target.address();
                });
    }

    private Optional<LabTarget> target(Route route, Peer peer) {
        return switch (route) {
            case WEB -> application(peer).filter(target -> target.protocol().equals("http"));
            case TCP_APPLICATION ->
                application(peer).filter(target -> target.protocol().equals("tcp"));
            case DATABASE ->
                targets.database(peer.binding().database())
                        .filter(target ->
                                target.protocol().equals(peer.binding().databaseProtocol()));
            default -> Optional.empty();
        };
    }

    private Optional<LabTarget> application(Peer peer) {
        return targets.application(peer.binding().application())
                .filter(target -> targets.hasSession(peer.binding().applicationSession()))
                .filter(target -> target.publicAddress().equals(peer.binding().applicationAddress()));
    }

    private boolean admitted(Peer peer, Route route) {
        try {
            access.requireUnlocked(peer.user());
            access.requireAdmitted(peer.roles(), route == Route.DATABASE ? "db" : "app", "");
            return peer.impersonated();
        } catch (Refusal refused) {
            return false;
        }
    }
}
