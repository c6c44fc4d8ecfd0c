package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFormatTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/machine-id/current",
                "",
                " two words ",
                "it's",
                "'; touch pwned; '",
                "\"double\"",
                "$(touch pwned)",
                "`touch pwned`",
                "${HOME}",
                "a\nb\n\nc",
                "back\\slash\\n",
                "#no comment",
                "a=b;c&d|e>f<g*h?i~j!",
                "\u00fc\u4e2d\ud83d\ude80",
                "tab\there"
            })
    void value_readByARealShell_isTheVeryValue(String value) throws Exception {
        for (EnvironmentFormat format : new EnvironmentFormat[] {EnvironmentFormat.SHELL, EnvironmentFormat.DOTENV}) {
            Path file = directory.resolve("variables");
            Files.writeString(file, format.write(Map.of("NAME", value, "LAST", "end")));
            TestRun run = new TestRun(directory);
            TestRun.Outcome outcome = run.command(
                    "sh",
                    "-c",
                    "set -eua; . \"$1\"; env -u PWD sh -c 'printf %s \"$NAME\"; printf %s :$LAST'",
                    "sh",
                    file.toString());
            assertThat(outcome.out()).as(format.word()).isEqualTo(value + ":end");
            assertThat(outcome.err()).isEmpty();
            assertThat(run.work.resolve("pwned")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's \"x\"", "a\nb\u0001", "\\", "$(x)", "\u2028"})
    void value_asJson_isTheVeryValue(String value) throws Exception {
        try (JsonParser json = new JsonFactory().createParser(EnvironmentFormat.JSON.write(Map.of("NAME", value)))) {
            json.nextToken();
            assertThat(json.nextFieldName()).isEqualTo("NAME");
            assertThat(json.nextTextValue()).isEqualTo(value);
        }
    }

    @Test
    void dotenv_ofAPlainValue_hasNoQuotes() {
        assertThat(EnvironmentFormat.DOTENV.write(Map.of("A", "/tmp/x-1_2.z:443")))
                .isEqualTo("A=/tmp/x-1_2.z:443\n");
    }

    @Test
    void order_isKept() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("B", "1");
        variables.put("A", "2");
        assertThat(EnvironmentFormat.SHELL.write(variables)).isEqualTo("export B='1'\nexport A='2'\n");
    }

    @ParameterizedTest
    @EnumSource
    void word_ofEveryForm_isReadBack(EnvironmentFormat format) {
        assertThat(EnvironmentFormat.parse(format.word())).isEqualTo(format);
        assertThat(EnvironmentFormat.NAMES).contains(format.word());
    }

    @Test
    void otherWord_isRefusedWithTheWordsThereAre() {
        assertThatThrownBy(() -> EnvironmentFormat.parse("yaml"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.advice()).contains("shell, dotenv, json"));
    }
}
