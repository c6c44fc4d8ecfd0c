package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "true",
                "0123",
                "a: b # c",
                "\"quoted\" \\s 'single'",
                "- x",
                "{{ x }} ${y} <<z>>",
                "ü\u2028?",
                "&a *b !c %d @e `f"
            })
    void text_anything_comesBackAsTheSameText(String text) {
        Page page = new Yaml()
                .open(0, "top")
                .text(1, "one", text)
                .texts(1, "many", List.of(text, "x"))
                .page("x.yml");

        assertThat(new Load(LoadSettings.builder().build()).loadFromString(page.text()))
                .isEqualTo(Map.of("top", Map.of("one", text, "many", List.of(text, "x"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u0000", "\u001b[31m", "\u0085"})
    void text_controlCharacters_areRefused(String text) {
        assertThatThrownBy(() -> new Yaml().text(0, "key", text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void page_firstLine_isTheNote() {
        assertThat(new Yaml().plain(0, "a", "true").page("x.yml").text()).isEqualTo("# " + Page.NOTE + "\na: true\n");
    }
}
