package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaPinTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void parse_anyLetterCase_isNormalised() {
        assertThat(CaPin.parse(" SHA256:" + HEX.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(new CaPin(HEX));
        assertThat(CaPin.parse("sha256:" + HEX)).hasToString("sha256:" + HEX);
    }

    @Test
    void matches_digest_ofThatKeyOnly() {
        byte[] digest = HexFormat.of().parseHex(HEX);
        CaPin pin = new CaPin(HEX);

        assertThat(pin.matches(digest)).isTrue();
        digest[31] ^= 1;
        assertThat(pin.matches(digest)).isFalse();
        assertThat(pin.matches(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha1:abcd", "sha256:zz", "sha256:0123", "sha512:", "sha256:\n"})
    void parse_otherText_isRefused(String text) {
        assertThatThrownBy(() -> CaPin.parse(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void parse_wrongLength_isRefused() {
        for (String hex : new String[] {
            HEX, "sha256:" + HEX + "0", "sha256:" + HEX.substring(1), "sha256:" + HEX.substring(2) + "gg"
        }) {
            assertThatThrownBy(() -> CaPin.parse(hex)).isInstanceOf(InvalidRequestException.class);
        }
        assertThatThrownBy(() -> new CaPin("AB")).isInstanceOf(IllegalArgumentException.class);
    }
}
