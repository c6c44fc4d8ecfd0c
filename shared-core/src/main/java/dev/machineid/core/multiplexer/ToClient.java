package dev.machineid.core.multiplexer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;

/** What an OpenSSH client gets on its channel; writing waits while the client's window is full. */
final class ToClient extends OutputStream {
    private static final int DATA = 94;
    private static final int EXTENDED_DATA = 95;
    private static final int EOF = 96;
    private static final int CLOSE = 97;
    private static final int REQUEST = 98;
    private static final int STANDARD_ERROR = 1;
    private static final int LARGEST = 32 * 1024;

    private final Packets packets;
    private int channel;
    private long window;
    private int largest;
    private boolean ended;
    private boolean closed;

    ToClient(Packets packets) {
        this.packets = packets;
    }

    synchronized void open(int client, int granted, int largestPacket) throws IOException {
        channel = client;
        window = Integer.toUnsignedLong(granted);
        largest = (int) Math.min(Integer.toUnsignedLong(largestPacket), LARGEST);
        if (largest == 0) {
            throw new IOException("a channel for empty packets");
        }
    }

    synchronized int channel() {
        return channel;
    }

    synchronized void widen(int more) throws IOException {
        window += Integer.toUnsignedLong(more);
        if (window > 0xffffffffL) { // RFC 4254, 5.2
            throw new IOException("a window of " + window + " bytes");
        }
        notifyAll();
    }

    /** The client has left: nobody need wait for its window. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int done = 0; done < length; ) {
            int count = claim(length - done);
            packets.write(Packets.Writer.ssh(DATA, count).uint32(channel()).string(bytes, offset + done, count));
            done += count;
        }
    }

    private synchronized int claim(int wanted) throws IOException {
        while (window == 0 && !ended) {
            try {
                wait();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped");
            }
        }
        if (ended) {
            throw new IOException("the client has left");
        }
        int count = (int) Math.min(Math.min(wanted, largest), window);
        window -= count;
        return count;
    }

    /** Says something on the client's standard error; a few lines, for which every window has room at the beginning. */
    void tell(byte[] text) {
        try {
            int count = claim(text.length);
            packets.write(Packets.Writer.ssh(EXTENDED_DATA, count)
                    .uint32(channel())
                    .uint32(STANDARD_ERROR)
                    .string(text, 0, count));
        } catch (IOException gone) {
            // nobody to tell
        }
    }

    /** Ends the client's "command" with this code. */
    void exit(int code) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            packets.write(Packets.Writer.ssh(EOF, 0).uint32(channel()));
            packets.write(Packets.Writer.ssh(REQUEST, 0)
                    .uint32(channel())
                    .text("exit-status")
                    .uint8(0)
                    .uint32(code));
            close();
        } catch (IOException gone) {
            // it has ended by itself
        }
    }

    /** Closes our side of the channel, once. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            ended = true;
            notifyAll();
            if (closed) {
                return;
            }
            closed = true;
        }
        packets.write(Packets.Writer.ssh(CLOSE, 0).uint32(channel()));
    }
}
