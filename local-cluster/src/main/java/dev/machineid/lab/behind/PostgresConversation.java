package dev.machineid.lab.behind;

import dev.machineid.lab.authority.Binding;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.tls.Origins;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * As much of PostgreSQL's protocol (version 3) as {@code psql -c QUERY} needs: it answers every query with one row that says
 * who asks, as whom and where.
 */
public final class PostgresConversation implements LoopbackServer.Conversation {
    private static final int VERSION_3 = 196_608;
    private static final int TLS_WANTED = 80_877_103;
    private static final int GSS_WANTED = 80_877_104;
    private static final int LONGEST = 64 * 1024;

    private final Origins origins;

    public PostgresConversation(Origins origins) {
        this.origins = origins;
    }

    @Override
    public void with(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        Optional<Peer> peer = origins.of(client.getPort()).flatMap(Origins.Origin::peer);
        if (peer.isEmpty()) {
            return;
        }
        int version = 0;
        byte[] startup = new byte[0];
        while (version != VERSION_3) {
            byte[] message = body(in);
            version = new DataInputStream(new java.io.ByteArrayInputStream(message)).readInt();
            if (version == TLS_WANTED || version == GSS_WANTED) {
                out.write('N'); // the tunnel encrypts
            } else if (version != VERSION_3) {
                return;
            }
            startup = message;
        }
        Map<String, String> parameters = parameters(startup);
        Binding binding = peer.get().binding();
        String user = parameters.getOrDefault("user", "");
        String database = parameters.getOrDefault("database", user);
        if (!fits(binding.databaseUser(), user) || !fits(binding.databaseName(), database)) {
            error(out, "access to db denied");
            return;
        }
        out.write(message('R', new byte[4])); // authenticated
        out.write(message('S', text("server_version", "15.0")));
        out.write(message('S', text("client_encoding", "UTF8")));
        ready(out);
        answer(in, out, peer.get().user() + " as " + user + " in " + database + " of " + binding.database());
    }

    /** A certificate bound to a user or a database is good for no other. */
    private static boolean fits(String bound, String asked) {
        return bound.isEmpty() || bound.equals(asked);
    }

    private static void answer(DataInputStream in, DataOutputStream out, String row) throws IOException {
        for (int type = in.read(); type > 0 && type != 'X'; type = in.read()) {
            body(in);
            if (type == 'Q') {
                ByteArrayOutputStream description = new ByteArrayOutputStream();
                DataOutputStream column = new DataOutputStream(description);
                column.writeShort(1);
                column.write(text("lab"));
                column.write(new byte[6]);
                column.writeInt(25); // the type text
                column.writeShort(-1);
                column.writeInt(-1);
                column.writeShort(0);
                out.write(message('T', description.toByteArray()));
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                DataOutputStream cell = new DataOutputStream(data);
                byte[] value = row.getBytes(StandardCharsets.UTF_8);
                cell.writeShort(1);
                cell.writeInt(value.length);
                cell.write(value);
                out.write(message('D', data.toByteArray()));
                out.write(message('C', text("SELECT 1")));
                ready(out);
            }
        }
    }

    private static void ready(DataOutputStream out) throws IOException {
        out.write(message('Z', new byte[] {'I'}));
        out.flush();
    }

    private static void error(DataOutputStream out, String words) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        fields.writeBytes(text("SFATAL", "C42501", "M" + words));
        fields.write(0);
        out.write(message('E', fields.toByteArray()));
        out.flush();
    }

    private static byte[] body(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 4 || length > LONGEST) {
            throw new IOException("not a message of PostgreSQL's");
        }
        return in.readNBytes(length - 4);
    }

    private static byte[] message(int type, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(bytes);
        message.write(type);
        message.writeInt(body.length + 4);
        message.write(body);
        return bytes.toByteArray();
    }

    /** Texts as the protocol writes them: each ended by a zero byte. */
    private static byte[] text(String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String text : texts) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> parameters(byte[] startup) {
        String[] words = new String(startup, 4, startup.length - 4, StandardCharsets.UTF_8).split("\0", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int at = 0; at + 1 < words.length && !words[at].isEmpty(); at += 2) {
            parameters.put(words[at], words[at + 1]);
        }
        return parameters;
    }
}
