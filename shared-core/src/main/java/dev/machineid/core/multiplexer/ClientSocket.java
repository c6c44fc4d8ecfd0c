package dev.machineid.core.multiplexer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One accepted connection as streams.
 *
 * <p>Java's own streams over a channel let nobody write while another thread waits to read.
 */
final class ClientSocket implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    ClientSocket(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        byte[] one = new byte[1];
                        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        return ClientSocket.this.channel.read(ByteBuffer.wrap(bytes, offset, length));
                    }
                },
                BUFFER);
        this.out = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
                while (left.hasRemaining()) {
                    ClientSocket.this.channel.write(left);
                }
            }
        };
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Nobody wants to hear more; who waits for it finds the end. */
    void endReading() {
        try {
            channel.shutdownInput();
        } catch (IOException alreadyGone) {
            // as wished
        }
    }

    /** Ends it for both sides; whoever reads or writes gets an exception. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // as wished
        }
    }
}
