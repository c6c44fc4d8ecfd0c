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
        Path reference = directory.resolve("docs/reference");
        Generate.main(new String[] {reference.toString()});

        for (Page page : Generate.pages()) {
            assertThat(reference.resolve(page.path()).normalize()).hasContent(page.text());
        }
    }

    @Test
    void main_olderFiles_areReplacedAndOnlyForgottenHelpGoes() throws IOException {
        Path reference = Files.createDirectories(directory.resolve("docs/reference"));
        Path jenkins =
                Files.createDirectories(reference.resolve(JenkinsForm.FOLDER).normalize());
        Path gone = Files.writeString(jenkins.resolve("help-goneOption.html"), "x");
        Path other = Files.writeString(jenkins.resolve("README.md"), "x");
        Path page = Files.writeString(reference.resolve("options.md"), "x");

        Generate.main(new String[] {reference.toString()});

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
