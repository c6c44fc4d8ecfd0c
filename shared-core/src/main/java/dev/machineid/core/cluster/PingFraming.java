package dev.machineid.core.cluster;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The frames of a connection upgraded by {@code alpn-ping}: four bytes of length, most significant first, and so many
 * bytes. A frame of length 0 only keeps the connection alive.
 */
final class PingFraming {
    private PingFraming() {}

    static Tunnel over(InputStream in, OutputStream out) {
        return new Tunnel(new Unframed(new DataInputStream(in)), new Framed(out));
    }

    private static final class Unframed extends InputStream {
        private final DataInputStream in;
        private long left;

        Unframed(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (left == 0) {
                int first = in.read();
                if (first < 0) {
                    return -1;
                }
                left = (long) first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended within a frame");
            }
            left -= count;
            return count;
        }
    }

    private static final class Framed extends OutputStream {
        private final OutputStream out;

        Framed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                byte[] frame = ByteBuffer.allocate(4 + length)
                        .putInt(length)
                        .put(bytes, offset, length)
                        .array();
                out.write(frame);
                out.flush();
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
