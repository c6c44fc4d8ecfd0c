package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no configuration, or mean harm. */
class ConfigFileDamageTest extends ConfigFiles {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a\n- b\n",
                "just text\n",
                "identities: {}\n",
                "identities: [a]\n",
                "identities: {a: text}\n",
                "'': x\n",
                "outputs: [{name: x}]\n",
                "outputs: [[ssh]]\n",
                "roles: [[a]]\n",
                "roles: [{a: b}]\n",
                "outputs: [{kind: ssh, 'x y': z}]\n",
                "outputs: [{kind: [ssh]}]\n",
                "roles: [~]\n",
                "proxy: [a, b]\n",
                "ttl: 1h\ncertificate-ttl: 2h\n",
                "identities: {a: {}, a: {}}\n",
                "identities: {'': {}}\n"
            })
    void read_wrongShape_isRefused(String text) throws IOException {
        InvalidRequestException error = failure(text);

        assertThat(error.details())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(", line "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c\n",
                "\"open\n",
                "[",
                "{a: ",
                "a:\n\t- b\n",
                "--- a\n--- b\n",
                "*missing\n",
                "token: @x\n",
                "\u0001: x\n",
                "%YAML 9.9\n",
                "&a [*a]]\n",
                "? [a]\n: b\n",
                "? {a: b}\n: c\n"
            })
    void read_notYaml_isUnreadable(String text) throws IOException {
        InvalidRequestException error = failure(text);

        assertThat(error.code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE);
        assertThat(error.what()).contains("machine-id.yaml").doesNotContain("\n");
    }

    @Test
    void read_tagsForObjects_constructNothing() throws IOException {
        RawOptions raw = file("token: !!javax.script.ScriptEngineManager x\nproxy: !<tag:x> y\n")
                .single();

        assertThat(raw.values("token")).extracting(RawValue::text).containsExactly("x");
    }

    @Test
    void read_aliasBomb_isUnreadable() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x]\n");
        for (int level = 1; level < 30; level++) {
            bomb.append("a" + level + ": &a" + level + " [*a" + (level - 1) + ",*a" + (level - 1) + "]\n");
        }

        assertThat(failure(bomb.toString()).code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE);
    }

    @Test
    void read_recursiveAlias_isRefused() throws IOException {
        assertThat(failure("outputs: &a [*a]\n").details()).isNotEmpty();
        assertThat(failure("identities: &a {x: *a}\n").details()).isNotEmpty();
    }

    @Test
    void read_mergeKey_isTakenAndItsGrowthBounded() throws IOException {
        ConfigFile file = file("identities:\n  a: &x {proxy: p, token: t}\n  b: {<<: *x, token: u}\n");

        assertThat(identity(file, "b").values("proxy").get(0).text()).isEqualTo("p");
        assertThat(identity(file, "b").values("token").get(0).text()).isEqualTo("u");

        StringBuilder bomb = new StringBuilder("a0: &a0 {");
        for (int key = 0; key < 20_000; key++) {
            bomb.append("k").append(key).append(": x, ");
        }
        bomb.append("}\n");
        for (int level = 1; level < 10; level++) {
            bomb.append("a" + level + ": &a" + level + " {<<: [*a" + (level - 1) + ", *a" + (level - 1) + "]}\n");
        }
        assertThat(failure(bomb.toString()).details()).isNotEmpty();
    }

    @Test
    void read_deepNesting_isUnreadableAndNotACrash() throws IOException {
        assertThat(failure("[".repeat(100_000)).what()).contains("nested too deeply, line 1");
        assertThat(failure("a: " + "{a: ".repeat(50_000)).what()).contains("nested too deeply");
    }

    @Test
    void read_largeFile_isUnreadable() throws IOException {
        assertThat(failure("#".repeat(ConfigFile.LARGEST + 1)).what()).contains("larger than 256 KiB");
        assertThat(file("#".repeat(ConfigFile.LARGEST)).identities()).hasSize(1);
    }

    @Test
    void read_notUtf8_isUnreadable() throws IOException {
        Path path = directory.resolve("machine-id.yaml");
        Files.write(path, new byte[] {'a', ':', ' ', (byte) 0xff});

        assertThat(failure(path).what()).contains("not UTF-8");
    }

    @Test
    void read_missingFileOrDirectory_isUnreadable() {
        assertThat(failure(directory.resolve("none.yaml")).what()).contains("does not exist");
        assertThat(failure(directory).what()).contains("cannot be read");
    }

    @Test
    void read_hostileKey_isShownSafely() throws IOException {
        InvalidRequestException error = failure("\"a\\nb\\e[2J\": x\n");

        assertThat(error.details().get(0)).contains("\\u{a}").doesNotContain("\n", "\u001b");
    }
}
