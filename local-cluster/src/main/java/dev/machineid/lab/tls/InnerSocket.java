package dev.machineid.lab.tls;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** The server's side of a connection inside an upgraded one. After each message it sends a keep-alive, as clients must bear. */
final class InnerSocket extends Socket {
    private static final byte[] NOTHING = new byte[0];

    private final Socket outer;
    private final InputStream in;
    private final OutputStream out;

    private InnerSocket(Socket outer, InputStream in, OutputStream out) {
        this.outer = outer;
        this.in = in;
        this.out = out;
    }

    /** Four bytes of length before each message; length 0 keeps alive. */
    static InnerSocket framed(Socket outer) throws IOException {
        DataInputStream from = new DataInputStream(outer.getInputStream());
        DataOutputStream to = new DataOutputStream(outer.getOutputStream());
        return new InnerSocket(
                outer,
                new Messages(() -> {
                    int first = from.read();
                    return first < 0
                            ? NOTHING
                            : from.readNBytes(first << 24 | from.readUnsignedByte() << 16 | from.readUnsignedShort());
                }),
                new Sender(message -> {
                    to.writeInt(message.length);
                    to.write(message);
                    to.writeInt(0);
                    to.flush();
                }));
    }

    /** WebSocket frames; the client's must be masked. */
    static InnerSocket webSocket(Socket outer, boolean pings) throws IOException {
        DataInputStream from = new DataInputStream(outer.getInputStream());
        DataOutputStream to = new DataOutputStream(outer.getOutputStream());
        return new InnerSocket(outer, new Messages(() -> unmasked(from)), new Sender(message -> {
            to.writeByte(0x82);
            if (message.length < 126) {
                to.writeByte(message.length);
            } else {
                to.writeByte(126);
                to.writeShort(message.length);
            }
            to.write(message);
            if (pings) {
                byte[] text = "lab".getBytes(StandardCharsets.US_ASCII);
                to.writeByte(0x89);
                to.writeByte(text.length);
                to.write(text);
            }
            to.flush();
        }));
    }

    private static byte[] unmasked(DataInputStream from) throws IOException {
        while (true) {
            int first = from.read();
            if (first < 0 || (first & 0x0f) == 8) {
                return NOTHING;
            }
            int second = from.readUnsignedByte();
            if ((second & 0x80) == 0) {
                throw new IOException("a client's frame without a mask");
            }
            long length = second & 0x7f;
            length = length == 126 ? from.readUnsignedShort() : length == 127 ? from.readLong() : length;
            byte[] mask = from.readNBytes(4);
            byte[] message = from.readNBytes((int) length);
            for (int i = 0; i < message.length; i++) {
                message[i] ^= mask[i % 4];
            }
            if ((first & 0x0f) == 2) {
                return message;
            }
        }
    }

    private interface Source {
        /** The next message; empty at the end. */
        byte[] next() throws IOException;
    }

    private interface Sink {
        void send(byte[] message) throws IOException;
    }

    private static final class Messages extends InputStream {
        private final Source source;
        private byte[] message = NOTHING;
        private int at;

        Messages(Source source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (at == message.length) {
                message = source.next();
                at = 0;
                if (message.length == 0) {
                    return -1;
                }
            }
            int count = Math.min(length, message.length - at);
            System.arraycopy(message, at, buffer, offset, count);
            at += count;
            return count;
        }
    }

    private static final class Sender extends OutputStream {
        private static final int LARGEST = 16 * 1024;
        private final Sink sink;

        Sender(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int sent = 0; sent < length; sent += LARGEST) {
                int from = offset + sent;
                sink.send(java.util.Arrays.copyOfRange(bytes, from, from + Math.min(LARGEST, length - sent)));
            }
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InetAddress getInetAddress() {
        return outer.getInetAddress();
    }

    @Override
    public int getPort() {
        return outer.getPort();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        outer.setTcpNoDelay(on);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as below
    public void setSoTimeout(int millis) throws SocketException {
        outer.setSoTimeout(millis);
    }

    @Override
    public void shutdownOutput() throws IOException {
        outer.close();
    }

    // The other socket does its own locking; a lock here too would let close() wait for a reader.
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void close() throws IOException {
        outer.close();
    }
}
