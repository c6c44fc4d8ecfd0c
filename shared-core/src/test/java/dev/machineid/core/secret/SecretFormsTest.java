package dev.machineid.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretFormsTest {
    private static final String TEXT = "eyJh+bc/de f==";

    @Test
    void of_aSecret_hasItsEncodings() {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);

        assertThat(SecretForms.of(Secret.of(TEXT)))
                .contains(TEXT, HexFormat.of().formatHex(bytes), "eyJh%2Bbc%2Fde+f%3D%3D", "eyJh%2Bbc%2Fde%20f%3D%3D");
    }

    @Test
    void of_aSecretInsideALongerText_isFoundInItsBase64AtEveryOffset() {
        for (String before : new String[] {"", "a", "ab", "abc"}) {
            String all = Base64.getEncoder().encodeToString((before + TEXT + " tail").getBytes(StandardCharsets.UTF_8));

            assertThat(SecretForms.of(Secret.of(TEXT))).as(before).anyMatch(all::contains);
        }
    }

    @Test
    void of_severalLines_hasEachLine() {
        assertThat(SecretForms.of(Secret.of("first line\nsecond line\n"))).contains("first line", "second line");
    }

    @Test
    void of_aShortSecret_hasNone() {
        assertThat(SecretForms.of(Secret.of("abcd"))).isEmpty();
    }
}
