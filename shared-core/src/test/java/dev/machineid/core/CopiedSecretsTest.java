package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopiedSecretsTest {
    private static List<String> in(String text) {
        return CopiedSecrets.in(text.getBytes(StandardCharsets.UTF_8)).stream()
                .map(Secret::reveal)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\nsecret-is-here01\n-----END PRIVATE KEY-----",
                "    client-key-data: secret-is-here01\n",
                "eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJ4In0.secret-is-here01\n"
            })
    void file_withASecret_isMasked(String text) {
        assertThat(in(text.replace("secret-is-here01", "c2VjcmV0LWlzLWhlcmUwMQ")))
                .singleElement()
                .asString()
                .contains("c2VjcmV0LWlzLWhlcmUwMQ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "client-certificate-data: QUJDREVGR0hJSktMTU5P",
                "eyJhbGciOiJFUzI1NiJ9"
            })
    void file_withoutOne_isNot(String text) {
        assertThat(in(text)).isEmpty();
    }
}
