package dev.machineid.docs;

import static dev.machineid.docs.Forms.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The inputs of the GitLab component, as GitLab takes them. */
class GitLabFormTest {
    static List<OptionSpec> gitlab() {
        return OptionCatalogue.of(Platform.GITLAB);
    }

    @ParameterizedTest
    @MethodSource("gitlab")
    void gitlab_input_isOfALegalTypeAndSmall(OptionSpec spec) {
        Map<String, Object> input = input(Platform.GITLAB, spec.name());

        assertThat(Set.of("type", "description", "default", "options", "regex")).containsAll(input.keySet());
        assertThat(input.get("type")).isEqualTo(spec.type() == OptionType.FLAG ? "boolean" : "string");
        assertThat(input.get("default")).isInstanceOf(spec.type() == OptionType.FLAG ? Boolean.class : String.class);
        assertThat(input.containsKey("options")).isEqualTo(spec.type() == OptionType.JOIN_METHOD);
        assertThat(input.containsKey("regex"))
                .isEqualTo(
                        spec.type() != OptionType.FLAG && !spec.type().pattern().isEmpty());
        assertThat(input.values())
                .allSatisfy(value -> assertThat(String.valueOf(value).getBytes(StandardCharsets.UTF_8).length)
                        .isLessThan(1024));
    }

    @ParameterizedTest
    @MethodSource("gitlab")
    void gitlab_regexAndOptions_takeDefaultAndExample(OptionSpec spec) {
        Map<String, Object> input = input(Platform.GITLAB, spec.name());

        if (input.get("regex") instanceof String regex) {
            assertThat(regex).doesNotContain("(?", "/^", "\\1").startsWith("^").endsWith("$");
            assertThat(List.of(spec.example(), spec.defaultValue(), String.valueOf(input.get("default"))))
                    .allMatch(text -> Pattern.compile(regex).matcher(text).find());
        }
        if (input.get("options") instanceof List<?> options) {
            assertThat(options).asInstanceOf(LIST).contains(spec.example(), input.get("default"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "proxy, https://teleport.example.com, false",
        "proxy, '$(touch x)/', false",
        "proxy, '$(touch x)', false",
        "proxy, '\"; id; \"', false",
        "proxy, $TELEPORT_PROXY, true",
        "ttl, 1h30m, true",
        "ttl, $LIFE, true",
        "ttl, 90, false",
        "ttl, `id`, false",
        "cluster-name, teleport.example.com:443, false",
        "cluster-name, $CLUSTER, true",
        "secret-env, $JOIN_SECRET, false",
        "secret-env, JOIN_SECRET, true",
        "oidc-env, 'A B', false",
    })
    void gitlab_regex_refusesMistakesBeforeTheJob(String name, String value, boolean taken) {
        String regex = String.valueOf(input(Platform.GITLAB, name).get("regex"));

        assertThat(Pattern.compile(regex).matcher(value).find()).isEqualTo(taken);
    }
}
