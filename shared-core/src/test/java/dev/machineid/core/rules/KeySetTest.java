package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
    @TempDir
    Path directory;

    private String read(String text) throws Exception {
        return KeySet.read(Files.writeString(directory.resolve("keys.json"), text));
    }

    @Test
    void publicKeys_areOneLine() throws Exception {
        assertThat(read("{\n \"keys\": [ {\"kty\": \"RSA\", \"n\": \"x\", \"e\": \"AQAB\"} ]\n}\n"))
                .isEqualTo("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"x\",\"e\":\"AQAB\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"keys\":[",
                "not json",
                "{\"keys\":[{\"kty\":\"EC\",\"d\":\"hunter2\"}]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"hunter2\"}]}"
            })
    void anythingElse_isRefusedWithoutItsContent(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.render()).doesNotContain("hunter2"));
    }

    @Test
    void missingOrLargeFile_isRefused() {
        assertThatThrownBy(() -> KeySet.read(directory.resolve("none"))).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> read(" ".repeat(70_000))).hasMessageContaining("64 KiB");
    }
}
