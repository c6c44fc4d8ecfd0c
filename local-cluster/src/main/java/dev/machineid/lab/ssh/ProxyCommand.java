package dev.machineid.lab.ssh;

import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/** The subsystem {@code proxy:NODE:PORT@CLUSTER}: a channel's bytes to and from a node's SSH port. */
final class ProxyCommand extends ChannelCommand {
    static final String PREFIX = "proxy:";

    private final String hostPort;
    private final String cluster;
    private final NodeDirectory nodes;
    private final Executor threads;
    private @Nullable Socket node;

    ProxyCommand(String subsystem, NodeDirectory nodes, String ownCluster, Executor threads) {
        String target = subsystem.substring(PREFIX.length());
        int at = target.indexOf('@');
        this.hostPort = at < 0 ? target : target.substring(0, at);
        this.cluster = at < 0 ? ownCluster : target.substring(target.lastIndexOf('@') + 1);
        this.nodes = nodes;
        this.threads = threads;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        threads.execute(this::run);
    }

    private void run() {
        try (Socket target = nodes.dial(hostPort, cluster)) {
            node = target;
            threads.execute(() -> upload(target));
            Splice.pump(target.getInputStream(), out);
            exit.onExit(0);
        } catch (IOException | Refusal failed) {
            try {
                err.write((failed.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
                err.flush();
            } catch (IOException gone) {
                // nobody is left to tell
            }
            exit.onExit(255);
        }
    }

    private void upload(Socket target) {
        try {
            Splice.pump(in, target.getOutputStream());
            target.shutdownOutput();
        } catch (IOException gone) {
            Splice.closeQuietly(target);
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        Socket target = node;
        if (target != null) {
            Splice.closeQuietly(target);
        }
    }
}
