package dev.machineid.lab.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * A TCP forwarder on loopback that does to each connection what its script says: the first connection may fail and the
 * second pass. Deterministic: cuts happen at a byte, not at a time.
 */
public final class FaultProxy implements AutoCloseable {
    private final InetSocketAddress target;
    private final Doorway doorway;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(FaultProxy::daemon);
    private final List<Script> scripts = new ArrayList<>();
    private final List<Forwarding> connections = new ArrayList<>();

    private FaultProxy(InetAddress at, int port, InetSocketAddress target) throws IOException {
        this.target = target;
        this.doorway = new Doorway(at, port, "fault-proxy");
        doorway.open(this::serve);
    }

    /** A forwarder on any free port of 127.0.0.1. */
    public static FaultProxy before(InetSocketAddress target) throws IOException {
        return back(0, target);
    }

    /** A forwarder on that port of 127.0.0.1, for one that was closed and comes back. */
    public static FaultProxy back(int port, InetSocketAddress target) throws IOException {
        return new FaultProxy(Doorway.loopback(), port, target);
    }

    /** A forwarder on any free port of that address, such as {@code ::1}. */
    public static FaultProxy at(InetAddress address, InetSocketAddress target) throws IOException {
        return new FaultProxy(address, 0, target);
    }

    /** A port of 127.0.0.1 on which nobody listens: every connection is refused. */
    public static int closedPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Doorway.loopback())) {
            return taken.getLocalPort();
        }
    }

    public int port() {
        return doorway.port();
    }

    /** What happens to the next connections that are in no other script, in this order; those beyond it pass. */
    public FaultProxy next(Fault... faults) {
        return next(hello -> true, Fault.none(), faults);
    }

    /** What happens to every connection that is in no other script. */
    public FaultProxy always(Fault fault) {
        return next(hello -> true, fault);
    }

    /**
     * What happens to the connections whose first bytes look like that: the names in a TLS client hello are readable, and
     * clients open connections in no fixed order. Earlier scripts come first.
     *
     * @param otherwise what happens to those beyond the faults
     */
    public synchronized FaultProxy next(Predicate<String> hello, Fault otherwise, Fault... faults) {
        scripts.add(new Script(hello, new ArrayDeque<>(List.of(faults)), otherwise));
        return this;
    }

    private record Script(Predicate<String> hello, Deque<Fault> faults, Fault otherwise) {
        Fault pop() {
            return faults.isEmpty() ? otherwise : faults.pop();
        }
    }

    /**
     * What passed on one connection.
     *
     * @param hello the client's first bytes, as ISO-8859-1
     * @param client bytes of the client's that reached the server
     * @param server bytes of the server's that reached the client
     * @param records where the TLS records of the server's bytes start
     */
    public record Passed(String hello, long client, long server, List<Long> records) {
        public Passed {
            records = List.copyOf(records);
        }
    }

    /** The connections on which the client has said something, in that order. */
    public synchronized List<Passed> connections() {
        return connections.stream().map(Forwarding::passed).toList();
    }

    /** Forgets the connections so far and every script; open ones go on. */
    public synchronized void reset() {
        connections.clear();
        scripts.clear();
    }

    private synchronized Forwarding admit(Socket client, byte[] hello) {
        String text = new String(hello, StandardCharsets.ISO_8859_1);
        Fault fault = scripts.stream()
                .filter(script -> script.hello().test(text))
                .findFirst()
                .map(Script::pop)
                .orElseGet(Fault::none);
        Forwarding forwarding = new Forwarding(client, hello, fault, timer);
        connections.add(forwarding);
        return forwarding;
    }

    private void serve(Socket client) throws IOException {
        try (Socket upstream = new Socket()) {
            byte[] buffer = new byte[Forwarding.CHUNK];
            int count = client.getInputStream().read(buffer);
            if (count > 0) {
                doorway.hold(upstream);
                admit(client, Arrays.copyOf(buffer, count)).run(upstream, target, doorway.threads());
                doorway.letGo(upstream);
            }
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
        doorway.close();
        timer.shutdownNow();
    }
}
