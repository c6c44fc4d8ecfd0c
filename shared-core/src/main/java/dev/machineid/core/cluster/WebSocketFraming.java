package dev.machineid.core.cluster;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The frames of a WebSocket (RFC 6455) as a client's byte stream: binary messages both ways, pings answered.
 *
 * <p>What goes through is TLS, so nothing in between can be fooled by its content, and the mask that the standard wants of
 * a client is all zeros: some Teleport versions do not take a mask away.
 */
final class WebSocketFraming {
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LONGEST_CONTROL = 125;

    private final DataInputStream in;
    private final OutputStream out;
    private final Object writing = new Object();
    private long left;
    private boolean ended;

    private WebSocketFraming(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    static Tunnel over(InputStream in, OutputStream out) {
        WebSocketFraming framing = new WebSocketFraming(in, out);
        return new Tunnel(framing.new Messages(), framing.new Sender());
    }

    private final class Messages extends InputStream {
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
                if (ended || !nextFrame()) {
                    ended = true;
                    return -1;
                }
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended within a frame");
            }
            left -= count;
            return count;
        }
    }

    /** Reads on to the next bytes of a message; false at the end. */
    private boolean nextFrame() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int second = in.readUnsignedByte();
        if ((first & 0x70) != 0 || (second & 0x80) != 0) {
            throw new IOException("a frame that no server sends");
        }
        long length = second & 0x7f;
        int code = first & 0x0f;
        if (code >= CLOSE && (length > LONGEST_CONTROL || (first & 0x80) == 0)) {
            throw new IOException("a control frame that is too long or in pieces");
        }
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0) {
            throw new IOException("a frame of a negative length");
        }
        switch (code) {
            case CONTINUATION, BINARY -> left = length;
            case CLOSE -> {
                return false;
            }
            case PING -> write(PONG, in.readNBytes((int) length), 0, (int) length);
            case PONG -> in.skipNBytes(length);
            default -> throw new IOException("a frame of an unknown kind: " + code);
        }
        return true;
    }

    private final class Sender extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                WebSocketFraming.this.write(BINARY, bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }

    private void write(int code, byte[] bytes, int offset, int length) throws IOException {
        if (length > bytes.length - offset) {
            throw new EOFException("the connection ended within a frame");
        }
        ByteBuffer frame = ByteBuffer.allocate(14 + length).put((byte) (0x80 | code));
        if (length <= LONGEST_CONTROL) {
            frame.put((byte) (0x80 | length));
        } else if (length <= 0xffff) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        frame.putInt(0).put(bytes, offset, length);
        synchronized (writing) {
            out.write(frame.array(), 0, frame.position());
            out.flush();
        }
    }
}
