package dev.machineid.lab.fault;

import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A TCP forwarder on loopback that does to each connection what its script says: the first connection may fail and the
 * second pass. Deterministic: cuts happen at a byte, not at a time.
 */
public final class FaultProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(FaultProxy::daemon);
    private final Deque<Fault> script = new ArrayDeque<>();
    private final List<Forwarding> connections = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private Fault otherwise = Fault.none();

    private FaultProxy(InetAddress at, InetSocketAddress target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 128, at);
        threads.execute(this::accept);
    }

    /** A forwarder on any free port of 127.0.0.1. */
    public static FaultProxy before(InetSocketAddress target) throws IOException {
        return new FaultProxy(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), target);
    }

    /** A forwarder on any free port of that address, such as {@code ::1}. */
    public static FaultProxy at(InetAddress address, InetSocketAddress target) throws IOException {
        return new FaultProxy(address, target);
    }

    /** A port of 127.0.0.1 on which nobody listens: every connection is refused. */
    public static int closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return taken.getLocalPort();
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What happens to the next connections, in this order; whatever was left of an older script is forgotten. */
    public synchronized FaultProxy next(Fault... faults) {
        script.clear();
        script.addAll(List.of(faults));
        return this;
    }

    /** What happens to connections beyond the script. */
    public synchronized FaultProxy otherwise(Fault fault) {
        otherwise = fault;
        return this;
    }

    /** Connections accepted so far. */
    public synchronized int connections() {
        return connections.size();
    }

    /** Bytes of the server's that reached the client so far, by connection. */
    public synchronized List<Long> serverBytes() {
        return connections.stream().map(Forwarding::serverBytes).toList();
    }

    /** Where the TLS records of the server's bytes start, by connection. */
    public synchronized List<List<Long>> serverRecords() {
        return connections.stream().map(Forwarding::records).toList();
    }

    /** Bytes of the client's that reached the server so far, by connection. */
    public synchronized List<Long> clientBytes() {
        return connections.stream().map(Forwarding::clientBytes).toList();
    }

    /** Forgets the connections counted so far and what is left of the script; open ones go on. */
    public synchronized void reset() {
        connections.clear();
        script.clear();
        otherwise = Fault.none();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                open.add(client);
                threads.execute(() -> serve(client, admit(client)));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private synchronized Forwarding admit(Socket client) {
        Fault fault = script.isEmpty() ? otherwise : script.pop();
        Forwarding forwarding = new Forwarding(client, fault, timer);
        connections.add(forwarding);
        return forwarding;
    }

    private void serve(Socket client, Forwarding forwarding) {
        try (Socket upstream = new Socket()) {
            open.add(upstream);
            forwarding.run(upstream, target, threads);
            open.remove(upstream);
        } catch (IOException broken) {
            // both sides are closed, which is all that is left to do
        } finally {
            open.remove(client);
            Splice.closeQuietly(client);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    }

    /** Stops listening and closes every connection, also the stalled ones. */
    @Override
    public void close() {
        Splice.closeQuietly(server);
        open.forEach(Splice::closeQuietly);
        threads.shutdownNow();
        timer.shutdownNow();
    }
}
