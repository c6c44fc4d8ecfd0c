package dev.machineid.lab.core;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.ssh.NodeDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that speaks no SSH: it hands its connections to the test and counts them. */
final class StubNode implements AutoCloseable {
    final AtomicInteger open = new AtomicInteger();
    private final ServerSocket server;
    private final Talk talk;

    /** What happens on one connection. */
    interface Talk {
        void run(InputStream in, OutputStream out) throws IOException;
    }

    StubNode(LabCluster cluster, String name, Talk talk) throws IOException {
        this.talk = talk;
        server = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress());
        cluster.nodes()
                .add(new NodeDirectory.Node(
                        "lab-root",
                        name,
                        "uuid-" + name,
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort())));
        start(this::accept);
    }

    /** A node that gives back what it gets. */
    static StubNode echo(LabCluster cluster, String name) throws IOException {
        return new StubNode(cluster, name, (in, out) -> in.transferTo(out));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(null, task, "stub-node", 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.incrementAndGet();
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            talk.run(client.getInputStream(), client.getOutputStream());
        } catch (IOException gone) {
            // the other side has left
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
