package dev.machineid.lab.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client of the multiplexer that says whatever a test wants. */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte... bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        return this;
    }

    /** One packet of OpenSSH's protocol. */
    RawClient packet(int... content) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(4 + content.length).putInt(content.length);
        for (int one : content) {
            packet.put((byte) one);
        }
        return send(packet.array());
    }

    void endSending() throws IOException {
        channel.shutdownOutput();
    }

    /** So many bytes, or those until the end. */
    byte[] receive(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // more may come
        }
        byte[] got = new byte[bytes.position()];
        bytes.flip().get(got);
        return got;
    }

    String receiveText(int count) throws IOException {
        return new String(receive(count), StandardCharsets.ISO_8859_1);
    }

    /** Everything until the end. */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (byte[] some = receive(1); some.length > 0; some = receive(1)) {
                all.writeBytes(some);
            }
        } catch (IOException reset) {
            // closed with something unread: an end too
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The content of the next packet. */
    ByteBuffer nextPacket() throws IOException {
        int length = ByteBuffer.wrap(receive(4)).getInt();
        return ByteBuffer.wrap(receive(length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
