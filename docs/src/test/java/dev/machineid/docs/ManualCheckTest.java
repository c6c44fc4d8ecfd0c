package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualCheckTest {
    @TempDir
    Path root;

    @BeforeEach
    void tree() throws IOException {
        Files.createDirectories(root.resolve("docs/target"));
        Files.writeString(root.resolve("docs/target/x.md"), "");
        Files.writeString(
                root.resolve("docs/other.md"), "# It's `a` *Title*, 2.0\n\n## Same\n\n## Same\n<a id=\"x\"></a>");
    }

    @Test
    void manual_files_leaveOutWhatIsBuilt() throws IOException {
        Files.writeString(root.resolve("README.md"), "");

        assertThat(Tree.manual(root)).containsExactly(Path.of("README.md"), Path.of("docs/other.md"));
    }

    @Test
    void links_toFilesHeadingsAndAnchors_areFine() throws IOException {
        assertThat(check("""
                # Here
                [a](docs/other.md) [b](docs/other.md#its-a-title-20) [c](docs/other.md#same-1 "t") [d](#here)
                ![e](/docs/other.md) [f](docs) [g](docs/other.md#x) [h](https://example.com/none#none) [i][ref]
                `[not](a-link.md)`

                ```
                [not](a-link.md)
                ```

                [ref]: docs/other.md
                """).links()).isEmpty();
    }

    @Test
    void links_toNothing_areNamed() throws IOException {
        assertThat(check("""
                [a](docs/none.md) [b](docs/other.md#none) [c](#nowhere) [d](../outside.md) [e](/none.md)

                [ref]: docs/none2.md
                """).links())
                .containsExactly(
                        "link to no file: docs/none.md",
                        "link to no heading: docs/other.md#none",
                        "link to no heading: #nowhere",
                        "link to no file: ../outside.md",
                        "link to no file: /none.md",
                        "link to no file: docs/none2.md");
    }

    @Test
    void yaml_blocks_mayHaveTagsDocumentsAndIndentButMustParse() throws IOException {
        assertThat(check("""
                1. step

                   ```yaml
                   spec: {}
                   ---
                   job: { script: [!reference [.machine-id, before_script]] }
                   ```
                """).yaml()).isEmpty();
        assertThat(check("""
                ```yaml
                a: [1
                ```

                ~~~~yml
                a: b: c
                ~~~~
                """).yaml()).hasSize(2).first().asString().startsWith("yaml at line 1: ");
    }

    @Test
    void commands_inShellBlocks_areChecked() throws IOException {
        assertThat(check("""
                ```sh
                machine-id login --prxoy x
                ```

                ```text
                machine-id login --prxoy x
                ```
                """).commands()).containsExactly("block at line 1: machine-id login has no option --prxoy");
    }

    @Test
    void options_behindTheWord_mustExist() throws IOException {
        assertThat(check("""
                The option `ttl`, the options `ca-pins`, `ca_file` and `joinMethod`, option `--format`,
                option `ttl: 30m`, the option
                `outputs`. An ssh option `ProxyCommand`. And `none` without the word.
                """).options()).isEmpty();
        assertThat(check("Option `tll`, options `proxy` and `tokn`").options())
                .containsExactly("no such option: tll", "no such option: tokn");
    }

    private ManualCheck check(String text) throws IOException {
        Files.writeString(root.resolve("README.md"), text);
        return new ManualCheck(root, Path.of("README.md"));
    }
}
