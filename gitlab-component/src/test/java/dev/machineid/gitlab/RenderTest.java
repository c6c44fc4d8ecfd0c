package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What GitLab reads: the template by itself, and the jobs that become of it, held to GitLab's own schema. */
class RenderTest {
    private static final String TEMPLATE = Tree.read(Tree.COMPONENT.resolve("templates/machine-id.yml"));

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static ComponentProject component;

    @BeforeAll
    static void export() {
        component = ComponentProject.make(directory.resolve("component"));
    }

    private static Map<?, ?> load(String yaml) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    private static Map<?, ?> inputs() {
        return (Map<?, ?>) ((Map<?, ?>) load(TEMPLATE.split("\n---\n")[0]).get("spec")).get("inputs");
    }

    private static Command.Result preview(String name, String file) {
        Pipeline pipeline = new Pipeline(directory.resolve("preview-" + name), component, file);
        return new Command(pipeline.app(), pipeline.environment()).run(pipeline.line("--preview"));
    }

    private static Command.Result schema(String name, String yaml) {
        Tree.write(directory.resolve(name), yaml);
        return Schema.check(directory.resolve(name));
    }

    /** The job {@code deploy}, after the messages that stand before the document. */
    private static Map<?, ?> job(Command.Result preview) {
        return (Map<?, ?>) load(preview.orFail().output().replaceFirst("(?s)^.*?---\n", ""))
                .get("deploy");
    }

    private static String include(String... inputs) {
        return "include:\n  - component: $CI_SERVER_FQDN/acme/machine-id/machine-id@" + ComponentProject.TAG
                + "\n    inputs:\n      proxy: example.teleport.sh\n      token: t\n      job-name: deploy\n      "
                + String.join("\n      ", inputs) + "\n";
    }

    @Test
    void schema_wrongJob_isRefused() {
        assertThat(schema("wrong.yml", "deploy: { script: [ls], id_tokens: { A: { aud: 5 } } }")
                        .exit())
                .isNotZero();
    }

    @Test
    void template_headerAndBody_fitGitLabsSchema() {
        schema("header.yml", TEMPLATE.split("\n---\n")[0]).orFail();
        // A hidden job is not looked at, so both are looked at under names that are not hidden.
        schema(
                        "body.yml",
                        TEMPLATE.split("\n---\n")[1]
                                .replace("\".$[[ inputs.job-prefix ]]machine-id\":", "hidden:")
                                .replace("$[[ inputs.script ]]", "[ls]"))
                .orFail();
    }

    @Test
    void audience_unlessSaid_isAReferenceToTheProxy() {
        Map<?, ?> job = job(preview("audience", include("ssh: true")));

        assertThat(job.get("id_tokens")).hasToString("{MACHINE_ID_ID_TOKEN={aud=$MACHINE_ID_INPUT_CLUSTER_NAME}}");
        assertThat(job.get("variables"))
                .asInstanceOf(MAP)
                .containsEntry("MACHINE_ID_INPUT_CLUSTER_NAME", "$MACHINE_ID_INPUT_PROXY")
                .containsEntry("MACHINE_ID_INPUT_PROXY", "example.teleport.sh")
                .containsEntry("MACHINE_ID_INPUT_SSH", "true")
                .containsEntry("KUBECONFIG", ((Map<?, ?>) job.get("variables")).get("MACHINE_ID_SSH_CONFIG"));
    }

    @Test
    void wholeJob_withoutScript_failsWithTheReason() {
        Map<?, ?> job = job(preview("script", include("ssh: true")));

        assertThat((List<?>) job.get("script")).last().isEqualTo("exit 1");
        assertThat(String.valueOf(job.get("script")))
                .contains("the input script of the component machine-id is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster-name: teleport.example.com:443",
                "cluster-name: https://teleport.example.com",
                "cluster-name: 'a\"; touch pwned; \"'",
                "job-prefix: 'a b'",
                "job-prefix: '$(touch pwned)'",
                "ttl: 90",
                "ssh: maybe",
                "join-method: password",
                "secret-env: $SECRET",
                "proxy2: x\n      script: text",
            })
    void input_thatCannotBe_isRefusedBeforeThePipeline(String input) {
        Command.Result result = preview("refused-" + Math.abs(input.hashCode()), include(input));

        assertThat(result.exit()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("input: ");
    }

    @Test
    void inputs_areSmallTypedAndDescribed() {
        inputs().forEach((name, value) -> {
            Map<?, ?> input = (Map<?, ?>) value;
            assertThat(Set.of("string", "boolean", "array")).as("%s", name).contains((String) input.get("type"));
            assertThat((String) input.get("description")).as("%s", name).hasSizeLessThanOrEqualTo(256);
            assertThat(input.containsKey("default")).as("%s", name).isTrue();
            assertThat(String.valueOf(input).getBytes(StandardCharsets.UTF_8).length)
                    .isLessThan(1024);
            if (input.get("regex") instanceof String regex) {
                // No slashes around it, and what RE2 knows.
                assertThat(regex).startsWith("^").endsWith("$").doesNotContain("(?");
                Pattern.compile(regex);
            }
        });
    }

    @Test
    void inputs_areUsedAsWholeValuesAndOutsideOfScriptsOnly() {
        Map<String, Object> jobs = new LinkedHashMap<>();
        load(TEMPLATE.split("\n---\n")[1]).forEach((name, job) -> jobs.put(String.valueOf(name), job));
        List<String> scripts = new ArrayList<>();
        jobs.values().forEach(job -> {
            scripts.add(String.valueOf(((Map<?, ?>) job).get("before_script")));
            scripts.add(String.valueOf(((Map<?, ?>) job).get("after_script")));
        });

        assertThat(scripts).hasSize(4).noneMatch(script -> script.contains("$[["));
        for (Object name : inputs().keySet()) {
            assertThat(TEMPLATE).contains("$[[ inputs." + name + " ]]");
        }
    }

    @Test
    void template_scripts_haveNoHereDocuments() {
        assertThat(TEMPLATE).doesNotContain("<<");
        assertThat(TEMPLATE.getBytes(StandardCharsets.UTF_8).length).isLessThan(100_000);
    }
}
