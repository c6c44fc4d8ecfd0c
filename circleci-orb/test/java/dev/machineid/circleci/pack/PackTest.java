package dev.machineid.circleci.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackTest {
    private static final Path RECORDED = Path.of("test/resources/dev/machineid/circleci/pack");
    private static final String UNBAKED = "a\n# digests-begin\n_mid_version() { echo unbaked; }\n# digests-end\nb\n";
    private static final String BAKED = "x\n# digests-begin\n_mid_version() { echo '1'; } # $1\n# digests-end\ny\n";

    @TempDir
    Path source;

    private void file(String path, String text) throws IOException {
        Path file = source.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private Map<String, Object> pack() throws IOException {
        return new OrbPacker(source, text -> text).pack();
    }

    /** The other side was written by CircleCI's own program, from the same files. */
    @Test
    void text_isWhatTheOfficialProgramWrites_byteByByte() throws IOException {
        assertThat(new OrbPacker(RECORDED.resolve("sample"), text -> text).text())
                .isEqualTo(Files.readString(RECORDED.resolve("official.yml")));
    }

    @Test
    void pack_directories_areSections_andDeeperOnesOnlyOrder() throws IOException {
        file("@orb.yml", "version: 2.1\n");
        file("commands/a.yml", "description: one\n");
        file("commands/deep/er/b.yaml", "description: two\n");
        file("scripts/x.sh", "true\n");
        file("commands/.hidden.yml", "description: no\n");

        assertThat(pack())
                .isEqualTo(Map.of(
                        "version",
                        2.1,
                        "commands",
                        Map.of("a", Map.of("description", "one"), "b", Map.of("description", "two"))));
    }

    @Test
    void pack_twoFilesOfOneName_areRefused() throws IOException {
        file("commands/a.yml", "description: one\n");
        file("commands/deep/a.yml", "description: two\n");

        assertThatThrownBy(this::pack).hasMessageContaining("two files define a");
    }

    @Test
    void include_isTheFilesText_withItsOperatorsEscaped() throws IOException {
        file("scripts/x.sh", "cat <<EOF\n$1 \\1\nEOF\n");
        file(
                "commands/a.yml",
                "steps:\n  - run: {command: <<include(scripts/x.sh)>>}\n  - run: a << include( scripts/x.sh ) >> b\n");

        assertThat(Yaml.map(pack().get("commands")).get("a"))
                .isEqualTo(Map.of(
                        "steps",
                        List.of(
                                Map.of("run", Map.of("command", "cat \\<<EOF\n$1 \\1\nEOF\n")),
                                Map.of("run", "a cat \\<<EOF\n$1 \\1\nEOF\n b"))));
    }

    @Test
    void include_elsewhere_staysAsItIs_andOfNoFileFails() throws IOException {
        file("examples/a.yml", "description: << include(scripts/x.sh) >>\n");
        assertThat(Yaml.map(pack().get("examples")).get("a"))
                .isEqualTo(Map.of("description", "<< include(scripts/x.sh) >>"));

        file("jobs/a.yml", "steps: [run: << include(scripts/none.sh) >>]\n");
        assertThatThrownBy(this::pack).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"on,true", "Yes,true", "off,false", "NO,false", "true,true"})
    void yaml_words_areBooleansAsForCircleCi(String word, boolean value) {
        assertThat(Yaml.map("a: " + word + "\nb: '" + word + "'\n")).isEqualTo(Map.of("a", value, "b", word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: 1\na: 2\n", "- a\n", "", "a: [\n"})
    void yaml_thatIsNoMap_isRefused(String text) {
        assertThatThrownBy(() -> Yaml.map(text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void text_thatItCannotWriteAlike_isRefused() throws IOException {
        file("@orb.yml", "a: [[1]]\n");
        assertThatThrownBy(() -> new OrbPacker(source, text -> text).text()).hasMessageContaining("a list in a list");

        file("@orb.yml", "a: \"\\t\"\n");
        assertThatThrownBy(() -> new OrbPacker(source, text -> text).text()).hasMessageContaining("control character");
    }

    @Test
    void digests_replaceTheBlock_andNothingElse() {
        assertThat(new Digests(BAKED).bake(UNBAKED))
                .isEqualTo("a\n# digests-begin\n_mid_version() { echo '1'; } # $1\n# digests-end\nb\n");
        assertThat(new Digests(BAKED).bake("no place\n")).isEqualTo("no place\n");
    }

    @Test
    void digests_ofAnUnbakedScript_areRefused() {
        assertThatThrownBy(() -> new Digests(UNBAKED)).hasMessageContaining("carries no digests");
        assertThatThrownBy(() -> new Digests("x")).hasMessageContaining("carries no digests");
    }

    @Test
    void main_writesThePackedOrb() throws IOException {
        file("@orb.yml", "version: 2.1\n");
        file("scripts/x.sh", UNBAKED);
        file("commands/a.yml", "steps: [run: << include(scripts/x.sh) >>]\n");
        file("baked", BAKED);
        Path out = source.resolve("out.yml");

        Main.main(new String[] {source.toString(), source.resolve("baked").toString(), out.toString()});

        assertThat(out).content().contains("echo '1'").doesNotContain("unbaked").contains("version: 2.1");
        assertThatThrownBy(() -> Main.main(new String[0])).hasMessageContaining("usage");
    }
}
