package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The generated forms as their platforms would read them. */
final class Forms {
    private Forms() {}

    /** The text of a page, by its path below the reference. */
    static String page(String path) {
        return Generate.pages().stream()
                .filter(page -> page.path().equals(path))
                .findFirst()
                .orElseThrow()
                .text();
    }

    /** A YAML page. */
    static Map<String, Object> load(String path) {
        return named(new Load(LoadSettings.builder().setLabel(path).build()).loadFromString(page(path)));
    }

    /** The inputs or parameters of a platform's YAML form by name, in order. */
    static Map<String, Map<String, Object>> inputs(Platform platform) {
        return switch (platform) {
            case GITHUB -> each(load("github-action-inputs.yml").get("inputs"));
            case GITLAB -> each(named(load("gitlab-inputs.yml").get("spec")).get("inputs"));
            case CIRCLECI -> each(load("circleci-parameters.yml").get("parameters"));
            case SPACELIFT -> {
                Map<String, Map<String, Object>> inputs = new LinkedHashMap<>();
                entries(load("spacelift-parameters.yml").get("parameters"))
                        .forEach(entry -> inputs.put(String.valueOf(entry.get("name")), entry));
                yield inputs;
            }
            case COMMAND, JENKINS -> throw new IllegalArgumentException(platform + " has no YAML");
        };
    }

    /** One input or parameter. */
    static Map<String, Object> input(Platform platform, String name) {
        return Objects.requireNonNull(inputs(platform).get(name), name);
    }

    static List<Map<String, Object>> entries(@Nullable Object node) {
        assertThat(node).isInstanceOf(List.class);
        return ((List<?>) Objects.requireNonNull(node))
                .stream().map(Forms::named).toList();
    }

    private static Map<String, Map<String, Object>> each(@Nullable Object node) {
        Map<String, Map<String, Object>> inputs = new LinkedHashMap<>();
        named(node).forEach((name, input) -> inputs.put(name, named(input)));
        return inputs;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> named(@Nullable Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return (Map<String, Object>) Objects.requireNonNull(node);
    }
}
