package dev.machineid.core.multiplexer;

import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/**
 * The one session of an OpenSSH client in proxy mode: the "command" it runs is its target, the command's input and output
 * are the SSH connection to that node (RFC 4254 without its encryption).
 */
final class ProxySession {
    private static final int DISCONNECT = 1;
    private static final int IGNORE = 2;
    private static final int DEBUG = 4;
    private static final int GLOBAL_REQUEST = 80;
    private static final int GLOBAL_FAILURE = 82;
    private static final int OPEN = 90;
    private static final int OPEN_CONFIRMED = 91;
    private static final int OPEN_FAILED = 92;
    private static final int WINDOW_ADJUST = 93;
    private static final int DATA = 94;
    private static final int EOF = 96;
    private static final int CLOSE = 97;
    private static final int REQUEST = 98;
    private static final int SUCCESS = 99;
    private static final int FAILURE = 100;

    private static final int PROHIBITED = 1;

    private final Packets packets;
    private final Relay relay;
    private final Executor threads;
    private final Runnable settled;
    private final FromClient fromClient;
    private final ToClient toClient;
    private boolean opened;
    private boolean begun;

    ProxySession(Packets packets, Relay relay, Executor threads, Runnable settled) {
        this.packets = packets;
        this.relay = relay;
        this.threads = threads;
        this.settled = settled;
        this.fromClient = new FromClient(packets);
        this.toClient = new ToClient(packets);
    }

    /** Serves it until it leaves. */
    void run() throws IOException {
        try {
            for (Packets.Packet packet = packets.read(); packet != null; packet = packets.read()) {
                packet.uint8(); // no padding
                int type = packet.uint8();
                if (type == DISCONNECT) {
                    return;
                }
                take(type, packet);
            }
        } finally {
            relay.cancel();
            fromClient.end();
            toClient.end();
        }
    }

    private void take(int type, Packets.Packet packet) throws IOException {
        switch (type) {
            case IGNORE, DEBUG, SUCCESS, FAILURE -> {}
            case GLOBAL_REQUEST -> {
                packet.string();
                if (packet.uint8() != 0) {
                    packets.write(Packets.Writer.ssh(GLOBAL_FAILURE, 0));
                }
            }
            case OPEN -> open(packet);
            case WINDOW_ADJUST -> {
                channel(packet);
                toClient.widen(packet.uint32());
            }
            case DATA -> {
                channel(packet);
                fromClient.add(packet.string());
            }
            case EOF -> {
                channel(packet);
                fromClient.end();
            }
            case CLOSE -> {
                channel(packet);
                // Before the session ends by it: whoever has closed is told nothing more (RFC 4254, 5.3).
                toClient.close();
                relay.cancel();
                fromClient.end();
            }
            case REQUEST -> request(packet);
            default -> throw new IOException("a message of type " + type);
        }
    }

    private void open(Packets.Packet packet) throws IOException {
        String kind = packet.text();
        int sender = packet.uint32();
        int window = packet.uint32();
        int largest = packet.uint32();
        if (opened || !kind.equals("session")) {
            packets.write(Packets.Writer.ssh(OPEN_FAILED, 0)
                    .uint32(sender)
                    .uint32(PROHIBITED)
                    .text("one session")
                    .text(""));
            return;
        }
        opened = true;
        fromClient.open(sender);
        toClient.open(sender, window, largest);
        packets.write(Packets.Writer.ssh(OPEN_CONFIRMED, 0)
                .uint32(sender)
                .uint32(0)
                .uint32(FromClient.WINDOW)
                .uint32(FromClient.LARGEST));
    }

    private void request(Packets.Packet packet) throws IOException {
        channel(packet);
        String kind = packet.text();
        boolean answer = packet.uint8() != 0;
        boolean serve = kind.equals("exec") && !begun;
        String target = serve ? Target.whole(packet.string()) : "";
        if (answer) {
            packets.write(Packets.Writer.ssh(serve ? SUCCESS : FAILURE, 0).uint32(toClient.channel()));
        }
        if (serve) {
            begun = true;
            settled.run();
            threads.execute(() -> serve(target));
        }
    }

    /** What went wrong stands on the standard error of ssh, whose exit code says that another attempt is of no use. */
    private void serve(String target) {
        int code = 0;
        try {
            relay.run(target, fromClient, toClient, () -> {}, fromClient::end);
        } catch (MachineIdException failed) {
            code = 1;
            toClient.tell((Words.of(failed) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        toClient.exit(code);
    }

    /** The first field of a message to a channel; there is one. */
    private void channel(Packets.Packet packet) throws IOException {
        if (packet.uint32() != 0 || !opened) {
            throw new IOException("a message to a channel that is not open");
        }
    }
}
