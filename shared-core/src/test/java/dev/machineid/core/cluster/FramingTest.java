package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both framings of an upgraded connection, bytes against bytes. */
class FramingTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private Tunnel own(String hex) {
        return PingFraming.over(new ByteArrayInputStream(HexFormat.of().parseHex(hex)), sent);
    }

    private Tunnel webSocket(String hex) {
        return WebSocketFraming.over(new ByteArrayInputStream(HexFormat.of().parseHex(hex)), sent);
    }

    private String sent() {
        return HexFormat.of().formatHex(sent.toByteArray());
    }

    private static String all(Tunnel tunnel) throws IOException {
        return new String(tunnel.in().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void own_framesAndKeepAlives_areTheBytesAlone() throws IOException {
        assertThat(all(own("00000000" + "000000026162" + "00000000" + "0000000163")))
                .isEqualTo("abc");
    }

    @Test
    void own_write_isOneFrameAndNoneForNothing() throws IOException {
        Tunnel tunnel = own("");
        tunnel.out().write("xaby".getBytes(StandardCharsets.US_ASCII), 1, 2);
        tunnel.out().write(new byte[0]);
        tunnel.out().write('c');

        assertThat(sent()).isEqualTo("000000026162" + "0000000163");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0000", "000000", "0000000261"})
    void own_cutWithinAFrame_isAnError(String hex) {
        assertThatThrownBy(() -> all(own(hex))).isInstanceOf(IOException.class);
    }

    @Test
    void webSocket_messages_areTheBytesAlone_andPingsAreAnswered() throws IOException {
        assertThat(all(webSocket("82026162" + "8903706f6e" + "8a00" + "0001" + "63" + "8000" + "880203e8")))
                .isEqualTo("abc");
        assertThat(sent()).isEqualTo("8a83" + "00000000" + "706f6e");
    }

    @Test
    void webSocket_longMessages_areRead() throws IOException {
        assertThat(all(webSocket("827e0003616263" + "827f0000000000000001" + "64")))
                .isEqualTo("abcd");
    }

    @ParameterizedTest
    @CsvSource({"1, 8281", "125, 82fd", "126, 82fe007e", "65535, 82feffff", "65536, 82ff0000000000010000"})
    void webSocket_write_isAMaskedFrame(int length, String head) throws IOException {
        webSocket("").out().write(new byte[length]);

        assertThat(sent()).startsWith(head + "00000000");
        assertThat(sent.size()).isEqualTo(head.length() / 2 + 4 + length);
    }

    /** A mask, reserved bits, text, a long ping, a ping in pieces, a negative length, a cut head, a cut message. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8281000000006 1",
                "c20161",
                "810161",
                "897e0080",
                "090161",
                "827fffffffffffffffff",
                "82",
                "820261"
            })
    void webSocket_whatNoServerSends_isAnError(String hex) {
        assertThatThrownBy(() -> all(webSocket(hex.replace(" ", "")))).isInstanceOf(IOException.class);
    }
}
