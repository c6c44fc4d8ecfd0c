package dev.machineid.core.multiplexer;

import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * A client that is OpenSSH itself: {@code ssh -O proxy -S SOCKET x 'NODE:PORT|CLUSTER'}, to which we are the master of a
 * shared connection (OpenSSH, PROTOCOL.mux). So a job needs no other program than the ssh it has.
 */
final class ControlClient {
    private static final int HELLO = 1;
    private static final int VERSION = 4;
    private static final int ALIVE_CHECK = 0x10000004;
    private static final int PROXY = 0x1000000f;
    private static final int FAILURE = 0x80000003;
    private static final int ALIVE = 0x80000005;
    private static final int PROXY_STARTED = 0x8000000f;

    private final Packets packets;
    private final Relay relay;
    private final Executor threads;
    private final Runnable settled;

    /** @param settled called when the client has said what it wants */
    ControlClient(Packets packets, Relay relay, Executor threads, Runnable settled) {
        this.packets = packets;
        this.relay = relay;
        this.threads = threads;
        this.settled = settled;
    }

    /** Serves it until it leaves. */
    void run() throws IOException {
        Packets.Packet hello = packets.read();
        if (hello == null || hello.uint32() != HELLO || hello.uint32() != VERSION) {
            throw new IOException("not a client of OpenSSH's control protocol");
        }
        packets.write(Packets.Writer.control(HELLO, 0).uint32(VERSION));
        for (Packets.Packet packet = packets.read(); packet != null; packet = packets.read()) {
            int type = packet.uint32();
            int request = packet.uint32();
            if (type == PROXY) {
                packets.write(Packets.Writer.control(PROXY_STARTED, 0).uint32(request));
                new ProxySession(packets, relay, threads, settled).run();
                return;
            }
            packets.write(
                    type == ALIVE_CHECK
                            ? Packets.Writer.control(ALIVE, 0).uint32(request).uint32((int)
                                    ProcessHandle.current().pid())
                            : Packets.Writer.control(FAILURE, 0)
                                    .uint32(request)
                                    .text("only -O proxy and -O check are served here"));
        }
    }
}
