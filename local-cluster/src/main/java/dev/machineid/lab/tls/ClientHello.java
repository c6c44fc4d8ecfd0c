package dev.machineid.lab.tls;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The first message of a TLS connection: server name ("" if none), ALPN names in the client's order, and the bytes read so far for replay. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClientHello(String serverName, List<String> alpn, byte[] consumed) {
    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int LONGEST_RECORD = 16 * 1024 + 256;
    private static final int LONGEST_HELLO = 64 * 1024;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;

    /** Reads one client hello, which may span several records; anything else is an IOException. */
    static ClientHello read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        ByteArrayOutputStream consumed = new ByteArrayOutputStream();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int needed = 4;
        while (message.size() < needed) {
            byte[] header = new byte[5];
            data.readFully(header);
            int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
            if (header[0] != HANDSHAKE_RECORD || length == 0 || length > LONGEST_RECORD) {
                throw new IOException("not a TLS handshake");
            }
            byte[] fragment = new byte[length];
            data.readFully(fragment);
            consumed.write(header);
            consumed.write(fragment);
            message.write(fragment);
            if (message.size() >= 4) {
                byte[] start = message.toByteArray();
                needed = 4 + (((start[1] & 0xff) << 16) | ((start[2] & 0xff) << 8) | (start[3] & 0xff));
                if (start[0] != CLIENT_HELLO || needed > LONGEST_HELLO) {
                    throw new IOException("not a TLS client hello");
                }
            }
        }
        try {
            return parse(ByteBuffer.wrap(message.toByteArray(), 4, needed - 4), consumed.toByteArray());
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new IOException("broken TLS client hello", cut);
        }
    }

    private static ClientHello parse(ByteBuffer hello, byte[] consumed) {
        skip(hello, 2 + 32); // version and random
        skip(hello, hello.get() & 0xff); // session id
        skip(hello, hello.getShort() & 0xffff); // cipher suites
        skip(hello, hello.get() & 0xff); // compression
        String serverName = "";
        List<String> alpn = new ArrayList<>();
        if (hello.hasRemaining()) {
            ByteBuffer extensions = part(hello, hello.getShort() & 0xffff);
            while (extensions.hasRemaining()) {
                int type = extensions.getShort() & 0xffff;
                ByteBuffer body = part(extensions, extensions.getShort() & 0xffff);
                if (type == SERVER_NAME && body.hasRemaining()) {
                    skip(body, 2 + 1); // list length and name type
                    serverName = text(part(body, body.getShort() & 0xffff));
                } else if (type == ALPN) {
                    ByteBuffer names = part(body, body.getShort() & 0xffff);
                    while (names.hasRemaining()) {
                        alpn.add(text(part(names, names.get() & 0xff)));
                    }
                }
            }
        }
        return new ClientHello(serverName, List.copyOf(alpn), consumed);
    }

    private static void skip(ByteBuffer buffer, int count) {
        buffer.position(buffer.position() + count);
    }

    private static ByteBuffer part(ByteBuffer buffer, int length) {
        ByteBuffer part = buffer.slice(buffer.position(), length(buffer, length));
        skip(buffer, length);
        return part;
    }

    private static int length(ByteBuffer buffer, int length) {
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static String text(ByteBuffer part) {
        return StandardCharsets.UTF_8.decode(part).toString();
    }
}
