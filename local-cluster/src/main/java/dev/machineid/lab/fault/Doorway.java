package dev.machineid.lab.fault;

import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A port of this machine with a thread for each client; with it every connection it knows of is closed. */
final class Doorway implements AutoCloseable {
    private static final int WAITING = 128;

    private final ServerSocket server;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What is done with one client; its socket is closed afterwards, also when this fails. */
    interface Visit {
        void serve(Socket client) throws IOException;
    }

    /** @param port 0 for any free one */
    Doorway(InetAddress at, int port, String name) throws IOException {
        this.server = new ServerSocket(port, WAITING, at);
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Any free port of 127.0.0.1. */
    static Doorway anywhere(String name) throws IOException {
        return new Doorway(loopback(), 0, name);
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /** From now on clients are let in. */
    void open(Visit visit) {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    client.setTcpNoDelay(true);
                    open.add(client);
                    threads.execute(() -> serve(visit, client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void serve(Visit visit, Socket client) {
        try (client) {
            visit.serve(client);
        } catch (IOException gone) {
            // the client sees a closed connection, which is all that is left to do
        } finally {
            open.remove(client);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** Threads for more than the client's own. */
    ExecutorService threads() {
        return threads;
    }

    /** The way to the other side, closed with the doorway until it is let go. */
    void hold(Socket upstream) {
        open.add(upstream);
    }

    void letGo(Socket upstream) {
        open.remove(upstream);
    }

    @Override
    public void close() {
        Splice.closeQuietly(server);
        open.forEach(Splice::closeQuietly);
        threads.shutdownNow();
    }
}
