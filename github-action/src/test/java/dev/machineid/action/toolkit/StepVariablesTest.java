package dev.machineid.action.toolkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.secret.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small parts: variables, masks, requests as the script words them, white space as JavaScript sees it. */
class StepVariablesTest {
    private static final Map<String, String> SOME =
            Map.of("Path", "p", "INPUT_CA-FILE", "f", "STATE_use", "u", "empty", "");

    @Test
    void get_onLinux_isExact() {
        StepVariables variables = StepVariables.of(SOME, false);
        assertThat(variables.get("Path")).isEqualTo("p");
        assertThat(variables.get("PATH")).isEmpty();
        assertThat(variables.find("empty")).isEmpty();
    }

    @Test
    void get_onWindows_knowsNoCase() {
        StepVariables variables = StepVariables.of(SOME, true);
        assertThat(variables.get("PATH")).isEqualTo("p");
        assertThat(variables.get("state_USE")).isEqualTo("u");
        assertThat(Map.copyOf(variables.all())).containsEntry("PATH", "p").containsEntry("STATE_USE", "u");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INPUT_X",
                "input_x",
                "STATE_x",
                "GITHUB_ENV",
                "RUNNER_TEMP",
                "ACTIONS_X",
                "PATH",
                "https_proxy",
                "NO_PROXY",
                "HTTP_PROXY"
            })
    void forToolkit_itsOwn_areHandedOver(String name) {
        assertThat(StepVariables.of(Map.of(name, "x"), false).forToolkit()).containsKey(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HOME", "AWS_SECRET_ACCESS_KEY", "MY_GITHUB_TOKEN", "XINPUT_A", "PATHS", "MACHINE_ID_OPT_TOKEN"})
    void forToolkit_others_areNot(String name) {
        assertThat(StepVariables.of(Map.of(name, "x"), false).forToolkit()).isEmpty();
    }

    @Test
    void mask_lines_areThoseWorthIt() {
        assertThat(MaskLines.of(Secret.of(
                        "-----BEGIN KEY-----\r\n  first-line  \n\nabc\nfirst-line\nsecond\n-----END KEY-----")))
                .containsExactly("first-line", "second");
        assertThat(MaskLines.of(Secret.of(""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"host\":\"p\",\"port\":\"3128\",\"scheme\":\"http\",\"auth\":\"u:s\"}|p:3128",
                "{\"host\":\"p\",\"port\":\"\",\"scheme\":\"http\",\"auth\":\"\"}|p:80",
                "{\"host\":\"p\",\"port\":\"1\",\"scheme\":\"https\",\"auth\":\"\"}|none"
            })
    void question_proxy_isRead(String proxy, String expected) {
        Question question = Question.read(
                "{\"url\":\"https://x/\",\"method\":\"GET\",\"limit\":180000,\"headers\":{\"a\":\"b\"},\"proxy\":"
                        + proxy + "}");

        assertThat(question.proxy().map(Object::toString).orElse("none")).isEqualTo(expected);
        assertThat(question.headers()).containsExactly(Map.entry("a", "b"));
        assertThat(question.toString()).doesNotContain("u:s");
    }

    @Test
    void question_withoutProxy_goesStraight() {
        Question question = Question.read("{\"url\":\"https://x/\",\"method\":\"GET\",\"headers\":{}}");
        assertThat(question.proxy()).isEmpty();
        assertThat(question.proxyScheme()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "\u0009 x, x",
        "\ufeffx\u00a0, x",
        "\u3000x\u2029, x",
        "\u200bx, \u200bx",
        "\u0085x, \u0085x",
        "\u001cx, \u001cx"
    })
    void trim_asJavaScriptDoes(String text, String trimmed) {
        assertThat(FileCommandToolkit.trim(text)).isEqualTo(trimmed);
    }

    @Test
    void utf8_halfACharacter_becomesTheReplacement() {
        assertThat(Utf8.bytes("a\ud800b")).containsExactly('a', 0xef, 0xbf, 0xbd, 'b');
        assertThat(Utf8.bytes("\ud83d\ude80")).containsExactly(0xf0, 0x9f, 0x9a, 0x80);
    }
}
