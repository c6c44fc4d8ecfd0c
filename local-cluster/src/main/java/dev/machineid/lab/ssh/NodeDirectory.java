package dev.machineid.lab.ssh;

import dev.machineid.lab.access.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The SSH nodes of the root and the leaf clusters, and how to reach them. */
public final class NodeDirectory {
    private static final int USUAL_PORT = 3022;

    private final List<Node> nodes = new CopyOnWriteArrayList<>();

    /** A node: its cluster, its two names, and where it listens. */
    public record Node(String cluster, String name, String uuid, InetSocketAddress address) {
        boolean is(String host, int port, String wantedCluster) {
            return cluster.equals(wantedCluster)
                    && (name.equals(host) || uuid.equals(host))
                    && (port == 0 || port == USUAL_PORT || port == address.getPort());
        }
    }

    public void add(Node node) {
        nodes.add(node);
    }

    /** The node of that cluster with that name. */
    public Node named(String cluster, String name) {
        return nodes.stream()
                .filter(node -> node.is(name, 0, cluster))
                .findFirst()
                .orElseThrow(() -> unknown());
    }

    /** Connects to {@code host:port} of a cluster; port 0 is any; an unknown node is refused. */
    public Socket dial(String hostPort, String cluster) throws IOException {
        int colon = hostPort.lastIndexOf(':');
        if (colon < 1 || !hostPort.substring(colon + 1).matches("\\d{1,5}")) {
            throw Refusal.badParameter("the dial target \"" + hostPort + "\" is not host:port");
        }
        String host = hostPort.substring(0, colon);
        int port = Integer.parseInt(hostPort.substring(colon + 1));
        Node node = nodes.stream()
                .filter(candidate -> candidate.is(host, port, cluster))
                .findFirst()
                .orElseThrow(() -> unknown());
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(node.address());
        return socket;
    }

    private static Refusal unknown() {
        return Refusal.of(Refusal.Kind.UNAVAILABLE, "direct dialing to nodes not found in inventory is not supported");
    }
}
