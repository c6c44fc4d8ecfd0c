package dev.machineid.core.connect;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A port on this machine's loopback whose connections go on to a far side, byte for byte, one connection each.
 *
 * <p>Whoever may open connections on this machine may use it while it is open.
 */
public final class Tunnel implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int WAITING = 64;
    private static final int SHOWN = 200;
    private static final long PATIENCE = 2_000;

    private final ServerSocket listener;
    private final Dialer dialer;
    private final Consumer<MachineIdException> failed;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    /** Makes a connection to the far side. */
    public interface Dialer {
        /**
         * A new connection.
         *
         * @throws MachineIdException explained
         */
        Socket dial();
    }

    private Tunnel(ServerSocket listener, Dialer dialer, Consumer<MachineIdException> failed) {
        this.listener = listener;
        this.dialer = dialer;
        this.failed = failed;
        this.acceptor = new Thread(this::accept, "tunnel-" + listener.getLocalPort());
    }

    /**
     * Listens on 127.0.0.1 and serves from now on, beside whatever else goes on.
     *
     * @param port 0 for any free one
     * @param failed is told of every connection that did not come about; the tunnel goes on
     * @throws FaultException {@link ErrorCode#TUNNEL_NOT_OPENED} where the port cannot be had
     */
    public static Tunnel open(int port, Dialer dialer, Consumer<MachineIdException> failed) {
        ServerSocket listener = null;
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), WAITING);
        } catch (IOException taken) {
            quietly(listener);
            throw new FaultException(
                    ErrorCode.TUNNEL_NOT_OPENED,
                    "the port " + port + " of 127.0.0.1 cannot be had",
                    List.of("cause: " + SafeText.line(String.valueOf(taken.getMessage()), SHOWN)),
                    "choose another port, or none for any free one",
                    taken);
        }
        Tunnel tunnel = new Tunnel(listener, dialer, failed);
        tunnel.acceptor.setDaemon(true);
        tunnel.acceptor.start();
        return tunnel;
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Whether somebody is connected. */
    public boolean isInUse() {
        return !open.isEmpty();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                open.add(near);
                daemon("tunnel-" + port() + "-up", () -> serve(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket near) {
        Socket far = null;
        try {
            far = dialer.dial();
            open.add(far);
            near.setTcpNoDelay(true);
            splice(near, far);
        } catch (MachineIdException explained) {
            failed.accept(explained);
        } catch (IOException gone) {
            // The near side went away before anything was sent.
        } finally {
            quietly(near);
            open.remove(near);
            if (far != null) {
                quietly(far);
                open.remove(far);
            }
        }
    }

    private void splice(Socket near, Socket far) {
        AtomicBoolean ended = new AtomicBoolean(); // by the near side
        Thread down = daemon("tunnel-" + port() + "-down", () -> receive(near, far, ended));
        try {
            copy(near, far, new AtomicLong());
            ended.set(true);
            end(far);
        } catch (IOException broken) {
            quietly(far);
        }
        try {
            down.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(Socket near, Socket far, AtomicBoolean ended) {
        AtomicLong received = new AtomicLong();
        IOException cause = null;
        try {
            copy(far, near, received);
        } catch (IOException broken) {
            cause = broken;
        }
        // Before the near side learns of it, and ends too.
        if (received.get() == 0 && !ended.get() && !listener.isClosed()) {
            failed.accept(refused(cause));
        }
        try {
            if (cause == null) {
                end(near);
                return;
            }
        } catch (IOException broken) {
            // it is gone
        }
        quietly(near);
    }

    private static DeniedException refused(@org.jspecify.annotations.Nullable IOException cause) {
        return new DeniedException(
                ErrorCode.TARGET_REFUSED,
                "the cluster ended the connection to the target without an answer",
                cause == null
                        ? List.of()
                        : List.of("cause: " + SafeText.line(String.valueOf(cause.getMessage()), SHOWN)),
                "check that the target is online, that a role of the bot allows it, and that no role wants session MFA",
                cause);
    }

    private static void copy(Socket from, Socket to, AtomicLong count) throws IOException {
        byte[] buffer = new byte[CHUNK];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            count.addAndGet(read);
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    /** Passes one side's end on; the other direction may go on. */
    private static void end(Socket socket) throws IOException {
        if (!socket.isClosed() && !socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void quietly(@org.jspecify.annotations.Nullable Closeable thing) {
        try {
            if (thing != null) {
                thing.close();
            }
        } catch (IOException alreadyGone) {
            // nothing is left to save
        }
    }

    /** Frees the port and cuts every connection. */
    @Override
    public void close() {
        quietly(listener);
        open.forEach(Tunnel::quietly);
        try {
            acceptor.join(PATIENCE); // the port is free only when nobody waits on it any more
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
