package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static Arguments login(String... line) {
        return Arguments.parse(Verb.LOGIN, List.of(line));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidRequestException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.render()).contains(text);
        });
    }

    @Test
    void values_areTakenInBothForms() {
        Arguments arguments = login("--proxy", "a:1", "--token=b=c", "--ttl", "1h");
        assertThat(arguments.one("proxy")).contains("a:1");
        assertThat(arguments.one("token")).contains("b=c");
        assertThat(arguments.one("ttl")).contains("1h");
    }

    @Test
    void value_isNeverChanged() {
        assertThat(login("--audience", "\"quoted\"").one("audience")).contains("\"quoted\"");
        assertThat(login("--audience", " spaced ").one("audience")).contains(" spaced ");
        assertThat(login("--audience", "-5").one("audience")).contains("-5");
        assertThat(login("--audience=").one("audience").orElse("")).isEmpty();
    }

    @Test
    void flag_takesNoWordBehindIt() {
        Arguments arguments = login("--ssh", "--debug=false", "loose");
        assertThat(arguments.flag("ssh")).isTrue();
        assertThat(arguments.flag("debug")).isFalse();
        assertThat(arguments.flag("json")).isFalse();
        assertThat(arguments.loose()).containsExactly("loose");
    }

    @Test
    void alias_countsAsItsOption() {
        assertThat(login("--certificate-ttl", "2h").one("ttl")).contains("2h");
    }

    @Test
    void list_mayBeGivenAgain() {
        assertThat(login("--outputs", "ssh", "--outputs", "identity").values())
                .containsEntry("outputs", List.of("ssh", "identity"));
    }

    @Test
    void ownWord_givenTwiceWithDifferentTexts_isRefused() {
        Arguments arguments = login("--format", "json", "--format", "shell");
        assertRefused(() -> arguments.one("format"), ErrorCode.CONFLICTING_OPTIONS, "more than once");
    }

    @Test
    void wordsBehindTheDashes_areLeftAlone() {
        Arguments arguments = Arguments.parse(Verb.EXEC, List.of("--debug", "--", "ls", "--help", "--", "-x"));
        assertThat(arguments.behind()).containsExactly("ls", "--help", "--", "-x");
        assertThat(arguments.flag("help")).isFalse();
    }

    @Test
    void unknownOption_isRefusedWithTheNearest() {
        assertRefused(() -> login("--tokn", "x"), ErrorCode.UNKNOWN_OPTION, "did you mean --token?");
        assertRefused(() -> login("--fromat=json"), ErrorCode.UNKNOWN_OPTION, "did you mean --format?");
        assertRefused(() -> login("--expectBot", "x"), ErrorCode.UNKNOWN_OPTION, "did you mean --expect-bot?");
        assertRefused(
                () -> Arguments.parse(Verb.STATUS, List.of("--jsom")),
                ErrorCode.UNKNOWN_OPTION,
                "did you mean --json?");
        assertRefused(
                () -> Arguments.parse(Verb.LOGOUT, List.of("--proxy", "x")),
                ErrorCode.UNKNOWN_OPTION,
                "machine-id logout --help");
    }

    @Test
    void partOfAWord_isNoOption() {
        assertRefused(() -> login("--prox", "x"), ErrorCode.UNKNOWN_OPTION, "did you mean --proxy?");
    }

    @Test
    void secretByValue_isRefusedAndNotRepeated() {
        assertThatThrownBy(() -> login("--secret=hunter2-hunter2"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.render())
                                .contains("secret is never given by value")
                                .doesNotContain("hunter2"));
    }

    @Test
    void missingValue_isRefused() {
        assertRefused(() -> login("--proxy"), ErrorCode.INVALID_VALUE, "--proxy has no value");
        assertRefused(() -> login("--proxy", "--token", "x"), ErrorCode.INVALID_VALUE, "--proxy has no value");
    }
}
