package dev.machineid.core.connect;

import com.google.protobuf.ByteString;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.GrpcStream;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.wire.transport.Frame;
import dev.machineid.core.wire.transport.ProxySSHRequest;
import dev.machineid.core.wire.transport.ProxySSHResponse;
import dev.machineid.core.wire.transport.TargetHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * One SSH connection to a node as a stream of the proxy's transport service. One thread may send while another receives.
 *
 * <p>The target and the client's first bytes travel in one flight; nothing is read from the server before.
 */
public final class SshSession implements AutoCloseable {
    private static final String PATH = "/teleport.transport.v1.TransportService/ProxySSH";
    private static final int MAX_FRAME = 16 * 1024;
    private static final int PERMISSION_DENIED = 7;

    private final GrpcChannel transport;
    private final SshTarget target;
    private final GrpcStream<ProxySSHRequest, ProxySSHResponse> stream;

    private SshSession(GrpcChannel transport, SshTarget target, GrpcStream<ProxySSHRequest, ProxySSHResponse> stream) {
        this.transport = transport;
        this.target = target;
        this.stream = stream;
    }

    /**
     * Begins it; that the node is not there shows in {@link #receive}.
     *
     * @throws MachineIdException if there is no connection to the proxy
     */
    public static SshSession open(GrpcChannel transport, SshTarget target, Deadline limit) {
        ProxySSHRequest first = ProxySSHRequest.newBuilder()
                .setDialTarget(
                        TargetHost.newBuilder().setHostPort(target.dial()).setCluster(target.cluster()))
                .build();
        try {
            return new SshSession(
                    transport, target, transport.openSession(PATH, first, ProxySSHResponse.parser(), limit));
        } catch (IOException broken) {
            throw transport.explain(broken);
        }
    }

    /**
     * Sends what comes from the client until it ends, and says so; a client that breaks off ends the session. Why sending
     * failed is found by {@link #receive}.
     */
    public void send(InputStream fromClient) {
        byte[] buffer = new byte[MAX_FRAME];
        try {
            for (int read = read(fromClient, buffer); read >= 0; read = read(fromClient, buffer)) {
                stream.send(ProxySSHRequest.newBuilder()
                        .setSsh(Frame.newBuilder().setPayload(ByteString.copyFrom(buffer, 0, read)))
                        .build());
            }
            stream.endSending();
        } catch (IOException ended) {
            // The receiving side finds out why the stream ended and says so.
        }
    }

    private int read(InputStream fromClient, byte[] buffer) throws IOException {
        try {
            return fromClient.read(buffer);
        } catch (IOException clientBroke) {
            cancel();
            throw clientBroke;
        }
    }

    /**
     * Hands what the node sends to the client until the node is done.
     *
     * @throws MachineIdException explained, where the cluster refused the target or the connection broke
     */
    public void receive(OutputStream toClient) {
        try {
            for (ProxySSHResponse answer = stream.receive(); answer != null; answer = stream.receive()) {
                if (answer.hasSsh()) {
                    answer.getSsh().getPayload().writeTo(toClient);
                    toClient.flush();
                }
            }
        } catch (GrpcStatusException status) {
            throw refused(status);
        } catch (IOException broken) {
            throw transport.explain(broken);
        }
    }

    /** Ends it for the threads that send and receive. */
    public void cancel() {
        stream.cancel();
    }

    /** Gives its place on the connection back; when nobody sends or receives any more. */
    @Override
    public void close() {
        stream.close();
    }

    private MachineIdException refused(GrpcStatusException status) {
        List<String> details = List.of("the server said: " + status.words());
        String node = target.node() + " in cluster " + target.cluster();
        if (status.words().contains("not found in inventory") || status.words().contains("not found")) {
            return new DeniedException(
                    ErrorCode.TARGET_NOT_FOUND,
                    "the cluster has no node " + node + ", or these credentials may not see it",
                    details,
                    "list the nodes with: tctl nodes ls; use the name in the first column",
                    status);
        }
        if (status.status() == PERMISSION_DENIED) {
            return new DeniedException(
                    ErrorCode.ACCESS_DENIED,
                    "the cluster does not let these credentials connect to " + node,
                    details,
                    "check that a role of the bot allows the node's labels, and that the credentials have not expired",
                    status);
        }
        return transport.explain(status);
    }
}
