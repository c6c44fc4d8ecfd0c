package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationNoteTest {
    private static final GenerationNote NOTE = new GenerationNote(
            "lab-root",
            "ci",
            List.of("access", "deploy \"x\""),
            List.of("root"),
            List.of(),
            "[::1]:443",
            List.of("--tls-upgrade", "always"),
            Instant.parse("2026-11-23T04:00:00Z"),
            List.of(
                    new GenerationNote.Part("ssh", List.of("key", "ssh_config"), Map.of("A", "/d/1/ssh_config")),
                    new GenerationNote.Part("kubernetes:staging", List.of("kubeconfig"), Map.of())));

    @TempDir
    Path directory;

    private static GenerationNote parsed(String text) {
        return GenerationNote.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void note_isReadAsItWasWritten() {
        assertThat(parsed(NOTE.json())).isEqualTo(NOTE);
    }

    @Test
    void note_ofALaterVersion_isReadWithoutWhatIsNew() {
        String later = NOTE.json()
                .replaceFirst("\\{", "{\"new\":{\"deep\":[1,{}]},\"flag\":true,")
                .replace("\"output\":", "\"more\":[{\"x\":1}],\"output\":");

        assertThat(parsed(later)).isEqualTo(NOTE);
    }

    @Test
    void note_thatIsCutOrChangedAnywhere_isReadOrRefused_andNothingElse() {
        Random random = new Random(20261123);
        byte[] whole = NOTE.json().getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut < whole.length - 2; cut++) {
            byte[] part = java.util.Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> GenerationNote.parse(part)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int round = 0; round < 3_000; round++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(128);
            try {
                GenerationNote.parse(changed);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }

    private RawOptions from(Path daemon, String... more) {
        RawOptions.Builder builder = RawOptions.builder();
        Source source = Source.of(Source.Kind.COMMAND_LINE, "test");
        builder.put("from-daemon", daemon.toString(), source);
        for (int i = 0; i < more.length; i += 2) {
            builder.put(more[i], more[i + 1], source);
        }
        return builder.build();
    }

    private Path kept(String note) throws Exception {
        Path generation = Files.createDirectories(directory.resolve("generations/1"));
        Files.writeString(generation.resolve(GenerationNote.FILE), note);
        Files.createSymbolicLink(directory.resolve("current"), Path.of("generations/1"));
        return directory;
    }

    @Test
    void defaults_areTheDaemonsProxyAndOutputs_whereTheJobSaysNothing() throws Exception {
        RawOptions defaults = KeptCredentials.defaults(from(kept(NOTE.json())), directory);

        assertThat(defaults.values("proxy").get(0).text()).isEqualTo("[::1]:443");
        assertThat(defaults.values("outputs").get(0).text()).isEqualTo("ssh\nkubernetes:staging");
        assertThat(KeptCredentials.defaults(from(directory, "ssh", "true"), directory)
                        .has("outputs"))
                .isFalse();
        assertThat(KeptCredentials.defaults(RawOptions.none(), directory).has("proxy"))
                .isFalse();
    }

    @Test
    void directory_withoutCredentials_isNotReady_andSaysWhatIsThere() throws Exception {
        for (Path wrong : List.of(directory, directory.resolve("none"))) {
            assertThatThrownBy(() -> KeptCredentials.defaults(from(wrong), directory))
                    .isInstanceOfSatisfying(InvalidRequestException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY);
                        assertThat(failure.details()).isNotEmpty();
                    });
        }
        Path broken = kept("{}");
        assertThat(KeptCredentials.find(broken)).isEmpty();
        assertThatThrownBy(() -> KeptCredentials.required(broken)).hasMessageContaining("not ready");
    }

    @Test
    void file_outsideTheGeneration_isNotRead() throws Exception {
        Files.writeString(directory.resolve("outside"), "x");
        KeptCredentials kept = KeptCredentials.required(kept(NOTE.json()));
        Files.createSymbolicLink(kept.generation().resolve("link"), directory.resolve("outside"));

        assertThatThrownBy(() -> kept.read("../../outside")).isInstanceOf(java.io.IOException.class);
        assertThatThrownBy(() -> kept.read("link")).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void secrets_ofCopiedFiles_areFoundLineByLine() {
        String kubeconfig = "users:\n- user:\n    client-key-data: QUJDREVGR0hJSktMTU5PUA==\n";
        String pem = "-----BEGIN PRIVATE KEY-----\nAAAA1111\nBBBB2222\n-----END PRIVATE KEY-----\n";

        assertThat(CopiedSecrets.in((kubeconfig + pem).getBytes(StandardCharsets.UTF_8)))
                .extracting(secret -> secret.reveal())
                .containsExactly("AAAA1111", "BBBB2222", "QUJDREVGR0hJSktMTU5PUA==");
    }
}
