package dev.machineid.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private final MachineIdException refused = new DeniedException(
            ErrorCode.LOCKED, "the bot is | locked", List.of("the server said: no"), "ask [an](x) administrator", null);

    private final Diagnosis diagnosis = new Diagnosis(
            List.of(
                    Finding.ok("address", "proxy is 10.0.0.7"),
                    Finding.warning("clock", "70 s behind", "set the clock"),
                    Finding.failed("join", refused),
                    Finding.skipped("more", "not tried")),
            Optional.of(refused));

    @Test
    void text_hasColumnsFactsAndCounts() {
        assertThat(diagnosis.text().lines())
                .containsExactly(
                        "ok       address    proxy is 10.0.0.7",
                        "warning  clock      70 s behind",
                        "           hint: set the clock",
                        "failed   join       error[MID-1208]: the bot is | locked",
                        "           the server said: no",
                        "           hint: ask [an](x) administrator",
                        "skipped  more       not tried",
                        "1 ok, 1 warning, 1 failed, 1 skipped");
    }

    @Test
    void markdown_escapesWhatWouldLeaveItsCell() {
        assertThat(diagnosis.markdown())
                .contains("| failed | join | error\\[MID-1208\\]: the bot is \\| locked |\n")
                .contains("\n**join**\n\n    the server said: no\n\nask \\[an\\](x) administrator\n")
                .doesNotContain("**address**")
                .endsWith("1 ok, 1 warning, 1 failed, 1 skipped");
    }

    @Test
    void json_saysTheFirstFailuresCode() {
        assertThat(diagnosis.json())
                .startsWith("{\"healthy\":false,\"code\":\"MID-1208\",\"findings\":[")
                .contains("{\"check\":\"join\",\"state\":\"failed\",\"said\":\"error[MID-1208]: the bot is | locked\","
                        + "\"details\":[\"the server said: no\"],\"advice\":\"ask [an](x) administrator\"}");
    }
}
