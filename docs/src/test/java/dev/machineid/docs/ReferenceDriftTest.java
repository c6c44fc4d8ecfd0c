package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceDriftTest {
    private static final String COMMAND = "; run ./docs/generate and commit what it writes";

    static List<Page> pages() {
        return Generate.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void page_inTheTree_isWhatTheCatalogueSays(Page page) throws IOException {
        Path file = Tree.REFERENCE.resolve(page.path());
        String name = "docs/reference/" + page.path();

        assertThat(file).as(name + " is missing" + COMMAND).isRegularFile();
        assertThat(file)
                .as(name + " is not what the option catalogue says" + COMMAND)
                .hasContent(page.text());
        assertThat(Files.size(file))
                .as(name + " ends its lines in another way" + COMMAND)
                .isEqualTo(page.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }

    static List<Page> adapterPages() throws IOException {
        return Generate.adapterPages(Tree.ROOT);
    }

    @ParameterizedTest
    @MethodSource("adapterPages")
    void adapterPage_inTheTree_isWhatItsSourcesSay(Page page) {
        assertThat(Tree.ROOT.resolve(page.path()))
                .as(page.path() + " is not what its sources say" + COMMAND)
                .hasContent(page.text());
    }

    @Test
    void helpFiles_inTheTree_allBelongToAnOption() throws IOException {
        assertThat(Generate.leftOver(Tree.REFERENCE, pages()))
                .as("help files of no option" + COMMAND)
                .isEmpty();
    }

    @Test
    void pages_paths_areUniqueAndPlain() {
        assertThat(pages())
                .extracting(Page::path)
                .doesNotHaveDuplicates()
                .allSatisfy(path ->
                        assertThat(path).matches("(\\.\\./\\.\\./)?[A-Za-z/-]+\\.(md|yml|txt|html|java|jelly)"));
    }
}
