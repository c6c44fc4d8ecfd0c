package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final DeniedException denied = new DeniedException(
            ErrorCode.CLAIMS_REFUSED,
            "the join token does not allow this job",
            List.of("claim a = 1", "claim b = 2"),
            "compare them",
            new IOException("first\nsecond", new IllegalStateException("deepest")));

    private final Redactor redactor = new Redactor();

    private String text(Throwable failure, boolean brief, boolean debug) {
        return Failure.text(failure, brief, debug, redactor);
    }

    @Test
    void explainedFailure_isRenderedAsEverywhere() {
        assertThat(text(denied, false, false)).isEqualTo(denied.render());
    }

    @Test
    void explainedFailure_inBrief_hasTwoLines() {
        assertThat(text(denied, true, false))
                .isEqualTo("error[MID-1203]: the join token does not allow this job (claim a = 1; claim b = 2)"
                        + "\nhint: compare them");
        assertThat(text(new DeniedException(ErrorCode.LOCKED, "the bot is locked", ""), true, false))
                .isEqualTo("error[MID-1208]: the bot is locked");
    }

    @Test
    void causes_areShownForDebugOnly_oneALine() {
        assertThat(text(denied, false, false)).doesNotContain("deepest");
        assertThat(text(denied, false, true))
                .startsWith(denied.render())
                .endsWith("\ndebug: caused by java.io.IOException: first\\u{a}second"
                        + "\ndebug: caused by java.lang.IllegalStateException: deepest");
    }

    @Test
    void causesInACircle_end() {
        IOException first = new IOException("first");
        IOException second = new IOException("second", first);
        first.initCause(second);
        assertThat(text(new DeniedException(ErrorCode.LOCKED, "w", List.of(), "a", first), false, true))
                .hasLineCount(12);
    }

    @Test
    void secret_inMessageDetailOrCause_isHidden() {
        redactor.hide(Secret.of("c4nary-value"));
        DeniedException leaking = new DeniedException(
                ErrorCode.LOCKED,
                "c4nary-value",
                List.of("c4nary-value"),
                "c4nary-value",
                new IOException("c4nary-value"));
        for (boolean brief : new boolean[] {true, false}) {
            assertThat(text(leaking, brief, true)).contains("***").doesNotContain("c4nary-value");
        }
        assertThat(text(new IllegalStateException("c4nary-value"), false, true)).doesNotContain("c4nary-value");
    }

    @Test
    void unexpectedFault_showsItsClassOnly_andItsTraceForDebug() {
        IllegalStateException fault = new IllegalStateException("inner words");
        assertThat(text(fault, false, false))
                .startsWith("error[MID-1999]: ")
                .contains("IllegalStateException")
                .contains("--debug")
                .doesNotContain("inner words");
        assertThat(text(fault, false, true)).contains("inner words").contains("debug: at dev.machineid.command");
    }

    @Test
    void unavailableCommand_isExplained() {
        assertThat(text(CommandUnavailable.notFound("to\u001b[31mol"), false, false))
                .startsWith("error[MID-1701]: the command \"to\\u{1b}[31mol\" could not be started")
                .contains("there is no such program")
                .contains("hint: ");
    }
}
