package dev.machineid.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void quote_plainText_isUnchanged() {
        assertThat(SafeText.quote("teleport.example.com")).isEqualTo("\"teleport.example.com\"");
    }

    @Test
    void quote_controlCharacters_areEscaped() {
        assertThat(SafeText.quote("a\nb\u001b[31m\0\r::set-env"))
                .isEqualTo("\"a\\u{a}b\\u{1b}[31m\\u{0}\\u{d}::set-env\"");
    }

    @Test
    void quote_bidirectionalAndInvisibleCharacters_areEscaped() {
        assertThat(SafeText.quote("a\u202eb\u200bc\u2028d\ue000"))
                .isEqualTo("\"a\\u{202e}b\\u{200b}c\\u{2028}d\\u{e000}\"");
    }

    @Test
    void quote_loneSurrogate_isEscapedAndAPairIsKept() {
        assertThat(SafeText.quote("\ud83d \ud83d\ude00")).isEqualTo("\"\\u{d83d} \ud83d\ude00\"");
    }

    @Test
    void quote_quotesAndBackslashes_areEscaped() {
        assertThat(SafeText.quote("a\"b\\")).isEqualTo("\"a\\\"b\\\\\"");
    }

    @Test
    void quote_longText_isCutAtAHundredCharacters() {
        assertThat(SafeText.quote("x".repeat(101))).isEqualTo("\"" + "x".repeat(100) + "...\"");
        assertThat(SafeText.quote("x".repeat(100))).isEqualTo("\"" + "x".repeat(100) + "\"");
        assertThat(SafeText.quote("x".repeat(10_000_000))).hasSize(105);
    }

    @Test
    void quote_webTokenInside_isReplaced() {
        String shown = SafeText.quote("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln end");

        assertThat(shown).isEqualTo("\"token eyJ*** end\"");
    }

    @Test
    void line_limit_countsCharactersOfTheValue() {
        assertThat(SafeText.line("\n\n\n\n", 2)).isEqualTo("\\u{a}\\u{a}...");
    }
}
