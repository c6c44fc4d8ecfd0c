package dev.machineid.command;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Greets MySQL's clients as a server without TLS, lets everybody in, and keeps who they said they are. */
final class MysqlListener implements AutoCloseable {
    /** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH; no SSL. */
    private static final int CAPABILITIES = 0x8a209;

    private static final int CONNECT_WITH_DB = 8;

    private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
    private static final int QUIT = 1;

    /** {@code USER DATABASE}, or the user alone, one for each connection. */
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private final ServerSocket listener;

    private MysqlListener(ServerSocket listener) {
        this.listener = listener;
    }

    static MysqlListener start() throws IOException {
        MysqlListener server = new MysqlListener(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(server::serve, "mysql-listener");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                talk(new DataInputStream(client.getInputStream()), client.getOutputStream());
            } catch (IOException ended) {
                // that client's, or ours
            }
        }
    }

    private void talk(DataInputStream in, OutputStream out) throws IOException {
        write(out, 0, greeting());
        byte[] answer = read(in);
        String[] words = new String(answer, 32, answer.length - 32, StandardCharsets.ISO_8859_1).split("\0", -1);
        // The user, the length of an empty password, with a database behind it where its capability says so.
        said.add(words[0] + ((answer[0] & CONNECT_WITH_DB) == 0 ? "" : " " + words[2]));
        write(out, 2, OK);
        while (read(in)[0] != QUIT) {
            write(out, 1, OK);
        }
    }

    /** Protocol::HandshakeV10 of MySQL's client/server protocol. */
    private static byte[] greeting() {
        ByteArrayOutputStream greeting = new ByteArrayOutputStream();
        greeting.write(10);
        greeting.writeBytes("8.0.0-lab\0".getBytes(StandardCharsets.US_ASCII));
        greeting.writeBytes(new byte[] {1, 0, 0, 0});
        greeting.writeBytes("saltsalt\0".getBytes(StandardCharsets.US_ASCII));
        greeting.writeBytes(new byte[] {(byte) CAPABILITIES, (byte) (CAPABILITIES >> 8), 33, 2, 0});
        greeting.writeBytes(new byte[] {(byte) (CAPABILITIES >> 16), (byte) (CAPABILITIES >> 24), 21});
        greeting.writeBytes(new byte[10]);
        greeting.writeBytes("saltsaltsalt\0mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
        return greeting.toByteArray();
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
        in.readUnsignedByte();
        return in.readNBytes(length);
    }

    private static void write(OutputStream out, int sequence, byte[] payload) throws IOException {
        out.write(new byte[] {(byte) payload.length, (byte) (payload.length >> 8), 0, (byte) sequence});
        out.write(payload);
        out.flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
