package dev.machineid.core.connect;

import dev.machineid.core.cluster.GrpcChannel;
import java.io.InputStream;
import java.io.OutputStream;

/** Carries one SSH connection to a node over a pair of streams: what an ssh_config's ProxyCommand does. */
public final class SshProxy {
    private final GrpcChannel transport;
    private final SshTarget target;

    public SshProxy(GrpcChannel transport, SshTarget target) {
        this.transport = transport;
        this.target = target;
    }

    /** Copies both ways until the node or the client is done. */
    public void run(InputStream fromClient, OutputStream toClient) {
        SshSession session = SshSession.open(transport, target, transport.deadline());
        try {
            Thread sender = new Thread(() -> session.send(fromClient), "ssh-client-to-node");
            sender.setDaemon(true);
            sender.start();
            session.receive(toClient);
        } finally {
            session.cancel(); // the sender may still wait for its client; the process ends with it
        }
    }
}
