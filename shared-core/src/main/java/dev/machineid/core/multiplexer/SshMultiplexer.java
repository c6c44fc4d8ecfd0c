package dev.machineid.core.multiplexer;

import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves every ssh of a job over one connection to the proxy: a UNIX socket, mode 0600, whose clients say a node and get the
 * connection to it. OpenSSH itself is a client of it ({@link ControlClient}), and whatever can write a line.
 */
public final class SshMultiplexer implements AutoCloseable {
    /** The socket's name in its directory. */
    public static final String SOCKET = "socket";

    /** Clients at one time; whoever comes then finds the door closed and connects for itself. */
    static final int MOST_CLIENTS = 1024;

    /** How long a client may take to say what it wants, unless a test is in a hurry. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long SECONDS_TO_END = 30;
    private static final int STACK = 256 * 1024;
    private static final long PAUSE = 50;
    private static final int LOOKS = 20;

    private final Path path;
    private final ServerSocketChannel server;
    private final Transports transports;
    private final Duration patience;
    private final Set<ClientSocket> clients = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(SshMultiplexer::thread);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, SshMultiplexer::thread);

    private SshMultiplexer(Path path, ServerSocketChannel server, Transports transports, Duration patience) {
        this.patience = patience;
        this.path = path;
        this.server = server;
        this.transports = transports;
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins to serve.
     *
     * @param directory private, of our own user; the socket is {@link #SOCKET} in it
     * @param patience {@link #PATIENCE}
     * @throws InvalidRequestException if there can be no such socket, or another process serves there
     */
    public static SshMultiplexer start(
            Path directory, TlsRouting routing, IdentitySource identities, Clock clock, Duration patience) {
        Path path = directory.resolve(SOCKET);
        SshMultiplexer multiplexer =
                new SshMultiplexer(path, bind(path), new Transports(routing, identities, clock), patience);
        multiplexer.threads.execute(multiplexer::accept);
        return multiplexer;
    }

    private static ServerSocketChannel bind(Path path) {
        ServerSocketChannel server = null;
        try {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
            if (answers(address)) {
                throw new InvalidRequestException(
                        ErrorCode.CONFLICTING_OPTIONS,
                        "another process serves the socket " + path + " already",
                        "one is enough; a logout ends it");
            }
            Files.deleteIfExists(path); // of one that was killed
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(address, MOST_CLIENTS);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException impossible) {
            closeQuietly(server);
            throw new InvalidRequestException(
                    ErrorCode.SOCKET_UNAVAILABLE,
                    "the socket " + path + " cannot be made",
                    List.of("its path has " + path.toString().length()
                            + " characters; systems allow about 100, on a file system that has UNIX sockets"),
                    "name a shorter place with the option directory, or leave ssh-multiplexer out",
                    impossible);
        }
    }

    private static boolean answers(UnixDomainSocketAddress address) {
        try (SocketChannel probe = SocketChannel.open(address)) {
            return probe.isConnected();
        } catch (IOException nobody) {
            return false;
        }
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable ServerSocketChannel server) {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException alreadyGone) {
            // the failure that brought us here is the one to tell
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(null, task, "ssh-multiplexer", STACK);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                if (clients.size() >= MOST_CLIENTS) {
                    channel.close();
                } else {
                    admit(new ClientSocket(channel));
                }
            } catch (IOException noRoom) {
                pause(); // closed, or no more files: those who are here leave some day
            }
        }
    }

    private void admit(ClientSocket client) {
        clients.add(client);
        try {
            threads.execute(() -> serve(client));
        } catch (RejectedExecutionException | OutOfMemoryError noRoom) { // closed, or no more threads
            clients.remove(client);
            client.close();
        }
    }

    private void pause() {
        try {
            if (server.isOpen()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(ClientSocket client) {
        ScheduledFuture<?> end;
        try {
            end = timer.schedule(client::close, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            client.close();
            return;
        }
        Runnable settled = () -> end.cancel(false);
        try (client) {
            Relay relay = new Relay(transports, threads);
            if (speaksControl(client.in())) {
                new ControlClient(new Packets(client.in(), client.out()), relay, threads, settled).run();
            } else {
                new PlainClient(client, relay, settled, this::later).run();
            }
        } catch (IOException left) {
            // It ended in the middle, or speaks something else: nobody is there to be told.
        } finally {
            end.cancel(false);
            clients.remove(client);
        }
    }

    private void later(Runnable task) {
        try {
            var unused = timer.schedule(task, SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** The control protocol's first byte is the highest of a small length; no target begins like that. */
    private static boolean speaksControl(InputStream in) throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == 0;
    }

    /** How many clients there are now. */
    public int clients() {
        return clients.size();
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    /** A client whose session is just ending should find its end, and complain of nothing. */
    private void awaitClients() {
        try {
            for (int look = 0; look < LOOKS && !clients.isEmpty(); look++) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every session, within a second, and removes the socket. */
    @Override
    public void close() {
        closeQuietly(server);
        try {
            Files.deleteIfExists(path);
        } catch (IOException left) {
            // It goes with its directory.
        }
        awaitClients();
        clients.forEach(ClientSocket::close);
        timer.shutdownNow();
        threads.shutdown();
        transports.close();
    }
}
