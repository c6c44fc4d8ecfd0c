package dev.machineid.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the manual's page of errors to the codes there are. */
class TroubleshootingTest {
    private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (MID-.*)$");
    private static final Pattern CODE = Pattern.compile("MID-[0-9]{4}");

    @Test
    void page_headings_areTheCodesWithTheirTitlesInOrder() throws IOException {
        List<String> expected = Arrays.stream(ErrorCode.values())
                .map(code -> code.id() + ": " + code.title())
                .toList();

        assertThat(all(HEADING, page(), 1)).containsExactlyElementsOf(expected);
    }

    @Test
    void page_everySection_hasItsAnchorRightBeforeTheHeading() throws IOException {
        String page = page();

        for (ErrorCode code : ErrorCode.values()) {
            assertThat(page).contains("<a id=\"" + code.anchor() + "\"></a>\n\n## " + code.id() + ": ");
        }
    }

    @Test
    void page_codesInTheText_areKnownOnes() throws IOException {
        Set<String> known = Arrays.stream(ErrorCode.values()).map(ErrorCode::id).collect(Collectors.toSet());

        assertThat(known).containsAll(all(CODE, page(), 0));
    }

    @Test
    void page_everySection_saysCausesAndWhatToDo() throws IOException {
        String[] sections = page().split("(?m)^## MID-");

        assertThat(sections).hasSize(ErrorCode.values().length + 1);
        for (String section : Arrays.asList(sections).subList(1, sections.length)) {
            assertThat(section).contains("\n- Causes: ").contains("\n- Do: ");
        }
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private static List<String> all(Pattern pattern, String text, int group) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(group))
                .toList();
    }
}
