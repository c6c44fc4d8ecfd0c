package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The multiplexer towards OpenSSH's own protocol, spoken well and badly. */
@Timeout(60)
class MultiplexerControlTest extends MultiplexerCase {
    private static final int[] HELLO = {0, 0, 0, 1, 0, 0, 0, 4};
    private static final int[] PROXY = {0x10, 0, 0, 0x0f, 0, 0, 0, 7};

    /** A client that is in proxy mode. */
    private RawClient proxying() throws IOException {
        RawClient client = served.client().packet(HELLO).packet(PROXY);
        assertThat(client.nextPacket()).isEqualTo(bytes(HELLO));
        assertThat(client.nextPacket()).isEqualTo(bytes(0x80, 0, 0, 0x0f, 0, 0, 0, 7));
        return client;
    }

    /** One with a session whose window is that large; it calls its channel 5. */
    private RawClient session(int window) throws IOException {
        RawClient client = proxying();
        send(client, out -> {
            out.writeByte(90);
            text(out, "session");
            out.writeInt(5);
            out.writeInt(window);
            out.writeInt(32768);
        });
        ByteBuffer confirmed = client.nextPacket();
        assertThat(confirmed.get(1)).isEqualTo((byte) 91);
        assertThat(confirmed.getInt(2)).isEqualTo(5);
        return client;
    }

    private static void request(RawClient client, String kind, String command) throws IOException {
        send(client, out -> {
            out.writeByte(98);
            out.writeInt(0);
            text(out, kind);
            out.writeByte(1);
            text(out, command);
        });
    }

    private static void data(RawClient client, byte[] data) throws IOException {
        send(client, out -> {
            out.writeByte(94);
            out.writeInt(0);
            out.writeInt(data.length);
            out.write(data);
        });
    }

    private interface Content {
        void to(DataOutputStream out) throws IOException;
    }

    private static void send(RawClient client, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        content.to(out);
        client.send(ByteBuffer.allocate(4).putInt(bytes.size()).array()).send(bytes.toByteArray());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.writeBytes(text);
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer all = ByteBuffer.allocate(values.length);
        for (int value : values) {
            all.put((byte) value);
        }
        return all.flip();
    }

    @Test
    void check_tellsOurProcess_otherCommandsAreRefused() throws Exception {
        try (RawClient client = served.client().packet(HELLO)) {
            client.nextPacket();
            client.packet(0x10, 0, 0, 0x02, 0, 0, 0, 1, 9, 9, 9);
            ByteBuffer refused = client.nextPacket();
            assertThat(refused.getInt()).isEqualTo(0x80000003);
            assertThat(refused.getInt()).isEqualTo(1);
            client.packet(0x10, 0, 0, 0x04, 0, 0, 0, 2);
            ByteBuffer alive = client.nextPacket();
            assertThat(alive.getInt()).isEqualTo(0x80000005);
            assertThat(alive.getInt()).isEqualTo(2);
            assertThat(alive.getInt()).isEqualTo((int) ProcessHandle.current().pid());
        }
    }

    @Test
    void session_bytesGoBothWays_withinTheClientsWindow() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "echo");
                RawClient client = session(3)) {
            request(client, "env", "LANG");
            assertThat(client.nextPacket().get(1)).isEqualTo((byte) 100);
            request(client, "exec", "echo:0|lab-root");
            assertThat(client.nextPacket().get(1)).isEqualTo((byte) 99);
            data(client, "hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(payload(client.nextPacket())).isEqualTo("hel");
            send(client, out -> {
                out.writeByte(93);
                out.writeInt(0);
                out.writeInt(100);
            });
            assertThat(payload(client.nextPacket())).isEqualTo("lo");
            send(client, out -> {
                out.writeByte(96);
                out.writeInt(0);
            });
            assertThat(client.nextPacket().get(1)).isEqualTo((byte) 96);
            ByteBuffer status = client.nextPacket();
            assertThat(status.get(1)).isEqualTo((byte) 98);
            assertThat(status.getInt(status.limit() - 4)).isZero();
            assertThat(client.nextPacket().get(1)).isEqualTo((byte) 97);
            assertThat(Served.becomes(() -> node.open.get() == 0)).isTrue();
        }
    }

    private static String payload(ByteBuffer packet) {
        assertThat(packet.get(1)).isEqualTo((byte) 94);
        byte[] text = new byte[packet.getInt(6)];
        packet.position(10).get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    @Test
    void targetThatIsNotThere_isToldOnStandardError_withCodeOne() throws Exception {
        for (String target : new String[] {"node-9:22|lab-root", "no target", ""}) {
            try (RawClient client = session(100_000)) {
                request(client, "exec", target);
                assertThat(client.nextPacket().get(1)).isEqualTo((byte) 99);
                ByteBuffer told = client.nextPacket();
                assertThat(told.get(1)).isEqualTo((byte) 95);
                byte[] text = new byte[told.getInt(10)];
                told.position(14).get(text);
                assertThat(new String(text, StandardCharsets.UTF_8))
                        .startsWith(target.startsWith("node") ? "error[MID-1501]" : "error[MID-1002]")
                        .contains("\nhint: ");
                client.nextPacket();
                ByteBuffer status = client.nextPacket();
                assertThat(status.getInt(status.limit() - 4)).isEqualTo(1);
            }
        }
    }

    @Test
    void clientThatClosesOrDies_endsItsSession() throws Exception {
        try (StubNode node = StubNode.echo(cluster, "closing-echo")) {
            RawClient closes = session(1000);
            RawClient dies = session(1000);
            for (RawClient client : new RawClient[] {closes, dies}) {
                request(client, "exec", "closing-echo:0");
                client.nextPacket();
                data(client, "x".getBytes(StandardCharsets.US_ASCII));
                assertThat(payload(client.nextPacket())).isEqualTo("x");
            }
            assertThat(node.open.get()).isEqualTo(2);
            dies.close();
            send(closes, out -> {
                out.writeByte(97);
                out.writeInt(0);
            });
            assertThat(Served.becomes(() -> node.open.get() == 0)).isTrue();
            assertThat(closes.nextPacket().get(1)).isEqualTo((byte) 97);
            closes.close();
            assertThat(served.becomesIdle()).isTrue();
        }
    }

    @Test
    void secondSessionOnOneConnection_isRefused() throws Exception {
        try (RawClient client = session(1000)) {
            send(client, out -> {
                out.writeByte(90);
                text(out, "session");
                out.writeInt(6);
                out.writeInt(1000);
                out.writeInt(1000);
            });
            assertThat(client.nextPacket().get(1)).isEqualTo((byte) 92);
        }
    }

    @Test
    void globalRequest_isAnsweredWithNo_ignoredMessagesAreIgnored() throws Exception {
        try (RawClient client = proxying()) {
            send(client, out -> {
                out.writeByte(2);
                text(out, "padding");
            });
            send(client, out -> {
                out.writeByte(80);
                text(out, "keepalive@openssh.com");
                out.writeByte(1);
            });
            assertThat(client.nextPacket().get(1)).isEqualTo((byte) 82);
            send(client, out -> out.writeByte(1)); // disconnect
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000", // an empty packet
                "7fffffff", // a huge one
                "ffffffff", // one of -1 bytes
                "0000000100", // without a type
                "0000000200ff", // of a type that is none
                "00000006005e00000000", // data before there is a channel
                "0000000a005a7fffffff00000000", // a text longer than its packet
                "00000003005affff" // and one without its length
            })
    void packetThatIsNone_endsTheConnectionAndNothingElse(String hex) throws Exception {
        try (RawClient client = proxying()) {
            client.send(java.util.HexFormat.of().parseHex(hex));
            client.endSending();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(served.becomesIdle()).isTrue();
        proxying().close();
    }

    @Test
    void helloOfAnotherVersion_endsTheConnection() throws Exception {
        try (RawClient client = served.client().packet(0, 0, 0, 1, 0, 0, 0, 5)) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void clientThatSendsMoreThanItsWindow_isCutOff() throws Exception {
        try (StubNode node = new StubNode(cluster, "deaf", (in, out) -> out.write(in.read()));
                RawClient client = session(1000)) {
            byte[] much = new byte[32 * 1024];
            for (int i = 0; i < 9; i++) { // 288 KiB where 256 are allowed and nobody takes any
                data(client, much);
            }
            assertThat(client.rest()).isEmpty();
            assertThat(node.open.get()).isZero();
        }
    }

    @Test
    void windowThatOverflows_endsTheConnection() throws Exception {
        try (RawClient client = session(-1)) {
            send(client, out -> {
                out.writeByte(93);
                out.writeInt(0);
                out.writeInt(1);
            });
            assertThat(client.rest()).isEmpty();
        }
    }
}
