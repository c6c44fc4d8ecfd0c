package dev.machineid.core.multiplexer;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one OpenSSH client: four bytes of length, then the content (OpenSSH, PROTOCOL.mux; in proxy mode SSH's
 * own packets without encryption, whose first byte is the length of a padding that is not there).
 */
final class Packets {
    /** SSH's largest channel packet (RFC 4253, 6.1) with room for its head; a client that sends more is none of ours. */
    static final int LARGEST = 64 * 1024;

    private final DataInputStream in;
    private final OutputStream out;

    Packets(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** The next one, or null where the client has left between two of them. */
    @Nullable
    Packet read() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException left) {
            return null;
        }
        if (length < 1 || length > LARGEST) {
            throw new IOException("a packet of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] content = new byte[length];
        in.readFully(content);
        return new Packet(ByteBuffer.wrap(content));
    }

    /** Sends one, whole; several threads may. */
    synchronized void write(Writer content) throws IOException {
        byte[] packet = content.bytes();
        out.write(packet, 0, packet.length);
    }

    /** One packet's content; what is not there is an {@link IOException}. */
    static final class Packet {
        private final ByteBuffer content;

        private Packet(ByteBuffer content) {
            this.content = content;
        }

        int uint8() throws IOException {
            need(1);
            return content.get() & 0xff;
        }

        int uint32() throws IOException {
            need(Integer.BYTES);
            return content.getInt();
        }

        byte[] string() throws IOException {
            int length = uint32();
            need(length);
            byte[] value = new byte[length];
            content.get(value);
            return value;
        }

        String text() throws IOException {
            return new String(string(), StandardCharsets.ISO_8859_1);
        }

        private void need(int count) throws IOException {
            if (count < 0 || content.remaining() < count) {
                throw new IOException("a packet ends too early");
            }
        }
    }

    /** Puts a packet together. */
    static final class Writer {
        private static final int HEAD = 64;

        private final ByteBuffer content;

        private Writer(int room) {
            content = ByteBuffer.allocate(Integer.BYTES + room).putInt(0);
        }

        /** A message of the control protocol. */
        static Writer control(int type, int room) {
            return new Writer(HEAD + room).uint32(type);
        }

        /** A message of SSH in proxy mode. */
        static Writer ssh(int type, int room) {
            return new Writer(HEAD + room).uint8(0).uint8(type);
        }

        Writer uint8(int value) {
            content.put((byte) value);
            return this;
        }

        Writer uint32(int value) {
            content.putInt(value);
            return this;
        }

        Writer string(byte[] bytes, int offset, int length) {
            content.putInt(length).put(bytes, offset, length);
            return this;
        }

        Writer text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return string(bytes, 0, bytes.length);
        }

        private byte[] bytes() {
            byte[] packet = new byte[content.position()];
            content.putInt(0, packet.length - Integer.BYTES).flip().get(packet);
            return packet;
        }
    }
}
