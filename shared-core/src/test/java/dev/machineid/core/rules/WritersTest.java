package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Text from outside in YAML, in comments and on command lines; Terraform's reading of HCL is in TerraformTest. */
class WritersTest {
    static List<String> hostile() {
        return Samples.HOSTILE;
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void yaml_isReadBackAsItWas(String value) {
        Tree.Fields fields = Tree.fields()
                .put("text", value)
                .put("list", Tree.texts(List.of(value, value)))
                .put("deep", Tree.items(Tree.fields().put(value, value).put("end", "x")))
                .put("last", new Tree.Flag(true));
        String yaml = YamlText.document(fields);
        Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        assertThat(read)
                .isEqualTo(Map.of(
                        "text",
                        value,
                        "list",
                        List.of(value, value),
                        "deep",
                        List.of(Map.of(value, value, "end", "x")),
                        "last",
                        true));
        assertThat(yaml.lines().count()).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void comment_neverEndsEarly(String value) {
        String text = new Comments().line("see " + value).toString();
        assertThat(text).startsWith("# see ").endsWith("\n");
        assertThat(text.substring(0, text.length() - 1)).doesNotContain("\n", "\r", "\u0085", "\u2028");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hcl_staysOnOneLineWithoutAnOpenTemplate(String value) {
        String quoted = HclText.quoted(value);
        assertThat(quoted).doesNotContain("\n", "\r").startsWith("\"").endsWith("\"");
        assertThat(quoted.replace("$${", "").replace("%%{", "")).doesNotContain("${", "%{");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void everyFactOfAJob_staysAValue(String value) {
        JobFacts job = new JobFacts(
                RulePlatform.GITHUB,
                value.isBlank() ? Map.of() : Map.of(Fact.REPOSITORY, "a/b", Fact.ENVIRONMENT, value),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                true);
        RulesPlan plan = Samples.plan(job, Samples.ssh());
        assertThat(Samples.documents(plan.yaml())).hasSize(3);
        assertThat(Samples.at(Samples.document(plan.yaml(), "token"), "spec.github.allow.0.environment"))
                .isEqualTo(value);
    }
}
