package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.ErrorCode;
import org.junit.jupiter.api.Test;

class FailureCardTest {
    private static String markdown(String text) {
        return new FailureCard(ErrorCode.CLAIMS_REFUSED, text).markdown();
    }

    @Test
    void markdown_refusal_isItsCodeAndItsWords() {
        assertThat(markdown("error[MID-1203]: no\nhint: do")).isEqualTo("""
                        ### Machine ID: the join token's rules do not allow this job (MID-1203)

                        ```text
                        error[MID-1203]: no
                        hint: do
                        ```

                        """);
    }

    @Test
    void markdown_textWithAFence_doesNotEndTheBlock() {
        String card = markdown("ref = x\n```\n<img src=x>\n````\n# title");

        assertThat(card).contains("\n`````text\n").endsWith("\n`````\n\n");
    }

    @Test
    void markdown_longText_isCut() {
        assertThat(markdown("x".repeat(100_000))).hasSizeLessThan(9000).contains("\n...\n```");
    }
}
