package dev.machineid.core.multiplexer;

import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.connect.SshSession;
import dev.machineid.core.connect.SshTarget;
import dev.machineid.core.report.FaultException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connection that all sessions share: one for each generation of the credentials that is still in use.
 *
 * <p>New sessions go over the newest credentials; an older connection is closed when its last session has ended.
 */
final class Transports {
    /** For the way to the proxy; the session itself lasts as long as ssh wants. */
    private static final Duration TO_OPEN = Duration.ofSeconds(30);

    /** Finds out that a proxy is gone without a word, before ssh's own patience ends. */
    private static final Duration WATCH = Duration.ofSeconds(15);

    private final TlsRouting routing;
    private final IdentitySource identities;
    private final Clock clock;
    private @Nullable Link newest;

    Transports(TlsRouting routing, IdentitySource identities, Clock clock) {
        this.routing = routing;
        this.identities = identities;
        this.clock = clock;
    }

    /** One generation's connection. */
    final class Link {
        private final String generation;
        private final String rootCluster;
        private final GrpcChannel channel;
        private int users;
        private boolean outdated;

        Link(IdentitySource.Current current) {
            this.generation = current.generation();
            this.rootCluster = current.rootCluster();
            this.channel = routing.sshTransport(current.identity(), WATCH);
        }

        String rootCluster() {
            return rootCluster;
        }

        /**
         * Begins a session.
         *
         * @throws dev.machineid.core.report.MachineIdException if the proxy cannot be reached
         */
        SshSession open(SshTarget target) {
            Deadline limit = Deadline.after(TO_OPEN, clock);
            try {
                return SshSession.open(channel, target, limit);
            } catch (FaultException broken) {
                if (limit.remaining().compareTo(TO_OPEN.dividedBy(2)) < 0) {
                    throw broken;
                }
                // A connection that has just broken may be taken once more; of this session nothing was sent.
                return SshSession.open(channel, target, limit);
            }
        }

        /** To be called once for each {@link #take}. */
        void release() {
            synchronized (Transports.this) {
                users--;
                closeIfUnused();
            }
        }

        private void outdate() {
            outdated = true;
            closeIfUnused();
        }

        private void closeIfUnused() {
            if (outdated && users == 0) {
                channel.close();
            }
        }
    }

    /** The connection of the newest credentials, which stays as long as somebody uses it. */
    synchronized Link take() {
        Link known = newest;
        IdentitySource.Current current = identities.newest(known == null ? "" : known.generation);
        Link link = known;
        if (current != null || link == null) {
            link = new Link(java.util.Objects.requireNonNull(current, "there are no credentials"));
            newest = link;
            if (known != null) {
                known.outdate();
            }
        }
        link.users++;
        return link;
    }

    synchronized void close() {
        if (newest != null) {
            newest.outdate();
        }
    }
}
