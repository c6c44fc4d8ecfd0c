package dev.machineid.gitlab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML document, or a node in it; asking for what is not there fails the test. */
record YamlTree(Object value) {
    static YamlTree of(String document) {
        return node(new Load(LoadSettings.builder().build()).loadFromString(document), document);
    }

    /** The two documents of a template: header and jobs. */
    static List<String> documents(String template) {
        return List.of(template.split("\n---\n", -1));
    }

    private static YamlTree node(@Nullable Object value, Object name) {
        return new YamlTree(Objects.requireNonNull(value, () -> "nothing at " + name));
    }

    /** The node below, by names and by places in lists. */
    YamlTree at(Object... path) {
        YamlTree node = this;
        for (Object step : path) {
            node = node(
                    step instanceof Integer index
                            ? ((List<?>) node.value).get(index)
                            : ((Map<?, ?>) node.value).get(step),
                    step);
        }
        return node;
    }

    String text() {
        return String.valueOf(value);
    }

    /** The scalars below, by name. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        return texts;
    }
}
