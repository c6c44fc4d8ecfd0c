package dev.machineid.lab.ssh;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.count.Counters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;

/** The SSH proxy: any login with a user certificate of the cluster, and only the subsystem {@code proxy:NODE:PORT[@CLUSTER]}. */
public final class SshProxy implements AutoCloseable {
    private final SshServer server;
    private final InetSocketAddress address;

    public SshProxy(
            ClusterAuthorities authorities,
            List<String> hostNames,
            NodeDirectory nodes,
            Access access,
            Clock clock,
            Counters counters,
            Executor threads)
            throws IOException {
        CertificateLogin login =
                new CertificateLogin(List.of(authorities.user().sshKey()), wanted -> true, access, clock, counters);
        server = SshServers.create(authorities, hostNames, login);
        server.setChannelFactories(List.of(new org.apache.sshd.server.channel.ChannelSessionFactory() {
            @Override
            public Channel createChannel(Session session) {
                return new ProxyChannel(nodes, authorities.cluster(), counters, threads);
            }
        }));
        address = SshServers.start(server);
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        SshServers.stop(server);
    }

    /** A session channel that knows subsystem names with a target in them. */
    private static final class ProxyChannel extends ChannelSession {
        private final NodeDirectory nodes;
        private final String cluster;
        private final Counters counters;
        private final Executor threads;

        ProxyChannel(NodeDirectory nodes, String cluster, Counters counters, Executor threads) {
            this.nodes = nodes;
            this.cluster = cluster;
            this.counters = counters;
            this.threads = threads;
        }

        @Override
        protected RequestHandler.Result handleSubsystemParsed(String request, String subsystem) throws IOException {
            if (!subsystem.startsWith(ProxyCommand.PREFIX)) {
                return RequestHandler.Result.ReplyFailure;
            }
            counters.add("ssh proxy");
            commandInstance = new ProxyCommand(subsystem, nodes, cluster, threads);
            return prepareChannelCommand(request, commandInstance);
        }
    }
}
