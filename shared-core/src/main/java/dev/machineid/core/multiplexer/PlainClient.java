package dev.machineid.core.multiplexer;

import dev.machineid.core.report.MachineIdException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A client of any other kind: it says its target, ended by a zero byte or a line feed, and is connected. */
final class PlainClient {
    private final ClientSocket socket;
    private final Relay relay;
    private final Runnable settled;
    private final Consumer<Runnable> later;

    /**
     * @param settled called when the client has said what it wants
     * @param later runs something when a node's patience with a client that sends no more should be over
     */
    PlainClient(ClientSocket socket, Relay relay, Runnable settled, Consumer<Runnable> later) {
        this.socket = socket;
        this.relay = relay;
        this.settled = settled;
        this.later = later;
    }

    /** Serves it until the node is done. */
    void run() throws IOException {
        Counted out = new Counted(socket.out());
        try {
            String target = Target.read(socket.in());
            settled.run();
            relay.run(target, socket.in(), out, () -> later.accept(relay::cancel), socket::endReading);
        } catch (MachineIdException failed) {
            if (!out.used) {
                // SSH lets a server say something before its version (RFC 4253, 4.2); ssh -v shows it.
                String lines = Words.of(failed).replace("\n", "\r\n") + "\r\n";
                out.write(lines.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Knows whether the node has said anything. */
    private static final class Counted extends FilterOutputStream {
        private boolean used;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            used = true;
            out.write(bytes, offset, length);
        }
    }
}
