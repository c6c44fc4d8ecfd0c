package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {
    static List<Path> manual() {
        return Tree.manual(Tree.ROOT);
    }

    @Test
    void manual_files_includeTheReference() {
        assertThat(manual()).contains(Path.of("docs/reference/options.md"));
    }

    @ParameterizedTest
    @MethodSource("manual")
    void file_relativeLinks_leadSomewhere(Path file) {
        assertThat(new ManualCheck(Tree.ROOT, file).links()).as(file.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manual")
    void file_yamlBlocks_parse(Path file) {
        assertThat(new ManualCheck(Tree.ROOT, file).yaml()).as(file.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manual")
    void file_commandLines_useOptionsThatExist(Path file) {
        assertThat(new ManualCheck(Tree.ROOT, file).commands())
                .as(file.toString())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manual")
    void file_optionWords_exist(Path file) {
        assertThat(new ManualCheck(Tree.ROOT, file).options())
                .as(file.toString())
                .isEmpty();
    }
}
