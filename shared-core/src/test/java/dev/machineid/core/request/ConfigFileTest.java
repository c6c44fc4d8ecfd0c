package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    @TempDir
    Path directory;

    @Test
    void read_plainFile_isOneIdentityWithLines() throws IOException {
        RawOptions raw =
                file("proxy: x.example\ntoken: 0123\n\nttl: 30m\ndebug: true\n").single();

        assertThat(raw.values("token")).extracting(RawValue::text).containsExactly("0123");
        assertThat(raw.values("debug")).extracting(RawValue::text).containsExactly("true");
        assertThat(raw.values("ttl").get(0).source().toString())
                .startsWith("file ")
                .endsWith("machine-id.yaml, line 4");
    }

    @Test
    void read_severalIdentities_shareTheWordsAtTheTop() throws IOException {
        ConfigFile file = file("""
                proxy: x.example
                ttl: 1h
                identities:
                  deploy: {token: deploy-bot, outputs: ssh}
                  read:
                    token: read-bot
                    certificate-ttl: 2h
                  plain:
                """);

        assertThat(file.identities().keySet()).containsExactly("deploy", "read", "plain");
        assertThat(identity(file, "deploy").values("proxy").get(0).text()).isEqualTo("x.example");
        assertThat(identity(file, "read").values("ttl"))
                .extracting(RawValue::text)
                .containsExactly("2h");
        assertThat(identity(file, "plain").has("token")).isFalse();
        assertThat(catchThrowableOfType(InvalidRequestException.class, file::single)
                        .advice())
                .contains("deploy, read, plain");
    }

    @Test
    void read_lists_mayBeYamlListsOrText() throws IOException {
        RawOptions raw = file("""
                proxy: x
                token: t
                roles: [a, "b c", 'd"e']
                expect-roles: a, b
                oidc-command: [get token, --audience, "", 'x y']
                """).single();
        MachineIdRequest request = new RequestReader(directory).read(raw).request();

        assertThat(request.roles()).containsExactly("a", "b c", "d\"e");
        assertThat(request.guards().roles()).containsExactly("a", "b");
        assertThat(request.proof().oidc())
                .contains(new OidcSource.Command(List.of("get token", "--audience", "", "x y")));
    }

    @Test
    void read_outputs_mayBeMapsAndText() throws IOException {
        RawOptions raw = file("""
                proxy: x
                token: t
                outputs:
                  - ssh
                  - ssh:leaf-a identity
                  - {kind: kubernetes, name: staging}
                  - kind: database
                    name: pg
                    user: ci
                    database: "my db, really"
                """).single();
        MachineIdRequest request = new RequestReader(directory, EnumSet.allOf(OutputKind.class))
                .read(raw)
                .request();

        assertThat(request.outputs())
                .extracting(OutputSpec::toString)
                .containsExactly(
                        "ssh",
                        "ssh:leaf-a",
                        "identity",
                        "kubernetes:staging",
                        "database:pg,user=ci,name=\"my db, really\"");
    }

    @Test
    void read_singleOutputMap_isTaken() throws IOException {
        RawOptions raw =
                file("proxy: x\ntoken: t\noutputs: {kind: ssh, name: leaf}\n").single();

        assertThat(new RequestReader(directory).read(raw).request().outputs())
                .containsExactly(OutputSpec.of(OutputKind.SSH, "leaf"));
    }

    @Test
    void read_leafTargetInAMap_isRefused() throws IOException {
        RawOptions raw = file("proxy: x\ntoken: t\noutputs: [{kind: kubernetes, name: a, cluster: leaf}]\n")
                .single();
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> new RequestReader(directory).read(raw));

        assertThat(error.code()).isEqualTo(ErrorCode.LEAF_NOT_SUPPORTED);
        assertThat(error.details().get(0)).contains("line 3");
    }

    @Test
    void read_valueThatIsWrong_isReportedWithFileAndLine() throws IOException {
        RawOptions raw = file("proxy: x\ntoken: t\nttl: 60\n").single();
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> new RequestReader(directory).read(raw));

        assertThat(error.details().get(0))
                .startsWith("ttl: \"60\" has no unit (file ")
                .contains("machine-id.yaml, line 3");
    }

    @Test
    void read_nullValue_countsAsNotGiven() throws IOException {
        RawOptions raw = file("proxy:\ntoken: ~\nttl: ''\n").single();

        assertThat(raw).hasToString("RawOptions[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void read_emptyFile_hasNoOption(String text) throws IOException {
        if (text.startsWith("---")) {
            assertThat(failure(text).details().get(0)).contains("not a map");
            return;
        }
        assertThat(file(text).single()).hasToString("RawOptions[]");
    }

    @ParameterizedTest
    @CsvSource({
        "proxi, did you mean proxy?",
        "joinMethod, did you mean join-method?",
        "ca_pins, did you mean ca-pins?",
        "secret, secret-env"
    })
    void read_unknownWord_isReportedWithLineAndSuggestion(String word, String advice) throws IOException {
        InvalidRequestException error = failure("token: t\n" + word + ": hunter2\n");

        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_OPTION);
        assertThat(error.render()).contains("line 2").contains(advice).doesNotContain("hunter2");
    }

    @Test
    void read_severalMistakes_areReportedTogether() throws IOException {
        InvalidRequestException error = failure("""
                proxi: a
                ttl: [1h]
                ttl: 2h
                roles: {a: b}
                token: {x: y}
                config: other.yaml
                identities:
                  "bad name": {}
                  a: [x]
                """);

        assertThat(error.details()).hasSize(8);
    }

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
    void read_sharedMap_mayBeAliased() throws IOException {
        ConfigFile file = file("identities:\n  a: &x {proxy: p, token: t}\n  b: *x\n");

        assertThat(identity(file, "b").has("token")).isTrue();
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

    private static RawOptions identity(ConfigFile file, String name) {
        return Objects.requireNonNull(file.identities().get(name));
    }

    private ConfigFile file(String text) throws IOException {
        return ConfigFile.read(written(text));
    }

    private InvalidRequestException failure(String text) throws IOException {
        return failure(written(text));
    }

    private static InvalidRequestException failure(Path path) {
        return catchThrowableOfType(InvalidRequestException.class, () -> ConfigFile.read(path));
    }

    private Path written(String text) throws IOException {
        return Files.write(directory.resolve("machine-id.yaml"), text.getBytes(StandardCharsets.UTF_8));
    }
}
