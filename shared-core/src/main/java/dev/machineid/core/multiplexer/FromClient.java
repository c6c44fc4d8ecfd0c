package dev.machineid.core.multiplexer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;

/** What an OpenSSH client sends on its channel, as a stream; it may send {@link #WINDOW} bytes ahead of the reader. */
final class FromClient extends InputStream {
    static final int WINDOW = 256 * 1024;
    static final int LARGEST = 32 * 1024;

    private static final int WINDOW_ADJUST = 93;

    private final Packets packets;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int channel;
    private int open = WINDOW;
    private int consumed;
    private boolean ended;

    FromClient(Packets packets) {
        this.packets = packets;
    }

    synchronized void open(int client) {
        channel = client;
    }

    /** Keeps what came; more than the window allows is a fault of the client. */
    synchronized void add(byte[] data) throws IOException {
        open -= data.length;
        if (open < 0) {
            throw new IOException("more than the window allows");
        }
        if (data.length > 0 && !ended) {
            waiting.add(data);
            notifyAll();
        }
    }

    /** Nothing more will come, and nobody need wait for it. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int count = take(bytes, offset, length);
        int widen = widening();
        if (widen > 0) {
            packets.write(Packets.Writer.ssh(WINDOW_ADJUST, 0).uint32(channel).uint32(widen));
        }
        return count;
    }

    private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
        while (waiting.isEmpty()) {
            if (ended) {
                return -1;
            }
            try {
                wait();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("stopped");
            }
        }
        byte[] next = waiting.removeFirst();
        int count = Math.min(length, next.length);
        System.arraycopy(next, 0, bytes, offset, count);
        if (count < next.length) {
            waiting.addFirst(Arrays.copyOfRange(next, count, next.length));
        }
        consumed += count;
        return count;
    }

    /** Told to the client in large pieces, not for every byte. */
    private synchronized int widening() {
        if (consumed < WINDOW / 2 || ended) {
            return 0;
        }
        int widen = consumed;
        open += widen;
        consumed = 0;
        return widen;
    }
}
