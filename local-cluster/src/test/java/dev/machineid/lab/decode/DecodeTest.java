package dev.machineid.lab.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "abcd", "\u00ff\u00fe?>~"})
    void base64_bothAlphabets_giveTheBytesBack(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Decode.base64Url(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEqualTo(bytes);
        assertThat(Decode.base64Padded(Base64.getEncoder().encodeToString(bytes)))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"a,0", "!!!,0", "abcd!,4", "abcde,4", "e30+,3", "aa==,2", "ab cd,2"})
    void base64Url_illegal_namesTheByte(String text, int at) {
        assertThatThrownBy(() -> Decode.base64Url(text))
                .isInstanceOf(DecodeException.class)
                .hasMessage("illegal base64 data at input byte " + at);
    }

    @ParameterizedTest
    @CsvSource({"!!,0", "eA,0", "eA=,0", "eHh4eA,4", "====,0"})
    void base64Padded_illegal_namesTheByte(String text, int at) {
        assertThatThrownBy(() -> Decode.base64Padded(text)).hasMessage("illegal base64 data at input byte " + at);
    }

    @Test
    void object_good_isReadAndNullIsEmpty() throws Exception {
        assertThat(Decode.object(" {\"a\":{\"b\":\"}\\\"{\"}} ", "x")).isEqualTo(Map.of("a", Map.of("b", "}\"{")));
        assertThat(Decode.object("null", "x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|unexpected end of JSON input",
                "x|invalid character 'x' looking for beginning of value",
                "[1]|json: cannot unmarshal array into Go value of type T",
                "\"a\"|json: cannot unmarshal string into Go value of type T",
                "true|json: cannot unmarshal bool into Go value of type T",
                "-7|json: cannot unmarshal number into Go value of type T",
                "{\"a\":|unexpected end of JSON input",
                "{\"a}|unexpected end of JSON input",
                "{} x|invalid character 'x' after top-level value",
            })
    void object_bad_saysWhatTheRealServerSays(String text, String words) {
        assertThatThrownBy(() -> Decode.object(text, "T")).hasMessage(words);
    }

    @Test
    void object_brokenInside_isStillADecodeException() {
        assertThatThrownBy(() -> Decode.object("{a b}", "T"))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("invalid JSON: ");
    }
}
