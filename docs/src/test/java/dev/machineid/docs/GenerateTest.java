package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
    @TempDir
    Path directory;

    @Test
    void main_emptyDirectory_holdsEveryPage() throws IOException {
        Generate.main(new String[] {directory.resolve("new").toString()});

        for (Page page : Generate.pages()) {
            assertThat(directory.resolve("new").resolve(page.path())).hasContent(page.text());
        }
    }

    @Test
    void main_olderFiles_areReplacedAndOnlyForgottenHelpGoes() throws IOException {
        Path jenkins = Files.createDirectories(directory.resolve("jenkins"));
        Path gone = Files.writeString(jenkins.resolve("help-goneOption.html"), "x");
        Path other = Files.writeString(jenkins.resolve("README.md"), "x");
        Path page = Files.writeString(directory.resolve("options.md"), "x");

        Generate.main(new String[] {directory.toString()});

        assertThat(gone).doesNotExist();
        assertThat(other).hasContent("x");
        assertThat(page).content().startsWith("<!-- " + Page.NOTE);
    }

    @Test
    void main_withoutADirectory_isRefused() {
        assertThatThrownBy(() -> Generate.main(new String[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void page_withoutItsNoteOrItsNewline_isRefused() {
        assertThatThrownBy(() -> new Page("x.md", "# Options\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Page("x.md", "# " + Page.NOTE)).isInstanceOf(IllegalArgumentException.class);
    }
}
