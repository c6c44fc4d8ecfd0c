package dev.machineid.lab.behind;

import dev.machineid.lab.tls.Splice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** A server on a free loopback port that hands each connection to one conversation. */
public final class LoopbackServer implements AutoCloseable {
    private final ServerSocket server;
    private final Conversation conversation;
    private final Executor threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What is said on one connection; it is closed afterwards. */
    public interface Conversation {
        void with(Socket client) throws IOException;
    }

    public LoopbackServer(Conversation conversation, Executor threads) throws IOException {
        this.conversation = conversation;
        this.threads = threads;
        server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Gives back what it gets: the TCP application. */
    public static LoopbackServer echo(Executor threads) throws IOException {
        return new LoopbackServer(client -> Splice.pump(client.getInputStream(), client.getOutputStream()), threads);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            client.setTcpNoDelay(true);
            conversation.with(client);
        } catch (IOException gone) {
            // the client went away
        } finally {
            open.remove(client);
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    @Override
    public void close() {
        Splice.closeQuietly(server);
        open.forEach(Splice::closeQuietly);
    }
}
