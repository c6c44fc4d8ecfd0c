package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    @Test
    void parse_theProgramsReport_takesWhatIsKnownAndSkipsTheRest() throws Exception {
        Answer answer =
                Answer.parse("{\"directory\":\"/d\",\"environment\":{\"A\":\"1\",\"B\":\"2\"},\"cluster\":\"root\","
                        + "\"bot\":\"ci\",\"roles\":[\"a\",\"b\"],\"new\":{\"x\":[1,{\"y\":2}]},\"join_method\":\"github\","
                        + "\"requests\":4,\"expires\":\"2026-11-22T00:00:00Z\",\"outputs\":[\"ssh\"],\"warnings\":[]}");

        assertThat(answer.environment()).containsEntry("A", "1").containsEntry("B", "2");
        assertThat(answer.roles()).containsExactly("a", "b");
        assertThat(answer.bot()).isEqualTo("ci");
        assertThat(answer.method()).isEqualTo("github");
        assertThat(answer.expires()).isEqualTo(Instant.parse("2026-11-22T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "{",
                "{\"roles\":[",
                "{}",
                "{\"expires\":\"tomorrow\"}",
                "{\"expires\":\"2026-11-22T00:00:00Z\",\"roles\":[\"a\""
            })
    void parse_anythingElse_isAFaultOfTheAgent(String text) {
        assertThatThrownBy(() -> Answer.parse(text))
                .isInstanceOf(SessionFailure.class)
                .hasMessageContaining("MID-1954");
    }
}
