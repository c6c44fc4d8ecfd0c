package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static Set<String> inputs() {
        return header().at("spec", "inputs").texts().keySet();
    }

    private static YamlTree header() {
        return YamlTree.of(YamlTree.documents(TEMPLATE).get(0));
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
    private static YamlTree job(Command.Result preview) {
        return YamlTree.of(preview.orFail().output().replaceFirst("(?s)^.*?---\n", ""))
                .at("deploy");
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
        schema("header.yml", YamlTree.documents(TEMPLATE).get(0)).orFail();
        // A hidden job is not looked at, so both are looked at under names that are not hidden.
        schema(
                        "body.yml",
                        YamlTree.documents(TEMPLATE)
                                .get(1)
                                .replace("\".$[[ inputs.job-prefix ]]machine-id\":", "hidden:")
                                .replace("$[[ inputs.script ]]", "[ls]"))
                .orFail();
    }

    @Test
    void audience_unlessSaid_isAReferenceToTheProxy() {
        YamlTree job = job(preview("audience", include("ssh: true")));
        Map<String, String> variables = job.at("variables").texts();

        assertThat(job.at("id_tokens", "MACHINE_ID_ID_TOKEN", "aud").text())
                .isEqualTo("$MACHINE_ID_INPUT_CLUSTER_NAME");
        assertThat(variables)
                .containsEntry("MACHINE_ID_INPUT_CLUSTER_NAME", "$MACHINE_ID_INPUT_PROXY")
                .containsEntry("MACHINE_ID_INPUT_PROXY", "example.teleport.sh")
                .containsEntry("MACHINE_ID_INPUT_SSH", "true");
        // ssh shows the first 100 characters; kubectl reads a list with colons.
        assertThat(variables.get("KUBECONFIG"))
                .isEqualTo(variables.get("MACHINE_ID_SSH_CONFIG"))
                .startsWith("/dev/null/machine-id-did-not-log-in")
                .hasSizeLessThan(100)
                .doesNotContain(":");
    }

    @Test
    void wholeJob_withoutScript_failsWithTheReason() {
        YamlTree script = job(preview("script", include("ssh: true"))).at("script");

        assertThat(script.at(0).text()).contains("the input script of the component machine-id is missing");
        assertThat(script.at(1).text()).isEqualTo("exit 1");
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
        Command.Result result = preview("refused-" + Integer.toHexString(input.hashCode()), include(input));

        assertThat(result.exit()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("input: ");
    }

    @Test
    void inputs_areSmallTypedAndDescribed() {
        for (String name : inputs()) {
            Map<String, String> input = header().at("spec", "inputs", name).texts();
            assertThat(input.get("type")).as(name).isIn("string", "boolean", "array");
            assertThat(input).as(name).containsKey("default");
            assertThat(input.get("description")).as(name).isNotBlank().hasSizeLessThanOrEqualTo(256);
            assertThat(String.valueOf(input).getBytes(StandardCharsets.UTF_8).length)
                    .isLessThan(1024);
            if (input.containsKey("regex")) {
                // No slashes around it, and what RE2 knows.
                assertThat(input.get("regex")).startsWith("^").endsWith("$").doesNotContain("(?");
            }
        }
    }

    @Test
    void inputs_areUsedOutsideOfScriptsOnly() {
        YamlTree job = YamlTree.of(YamlTree.documents(TEMPLATE).get(1)).at(".$[[ inputs.job-prefix ]]machine-id");

        assertThat(job.at("before_script").text()).contains("_mid_job_login").doesNotContain("$[[");
        assertThat(job.at("after_script").text()).contains("machine-id-job-").doesNotContain("$[[");
        assertThat(inputs()).hasSizeGreaterThan(30).allMatch(name -> TEMPLATE.contains("$[[ inputs." + name + " ]]"));
    }

    @Test
    void template_scripts_haveNoHereDocuments() {
        assertThat(TEMPLATE).doesNotContain("<<");
        assertThat(TEMPLATE.getBytes(StandardCharsets.UTF_8).length).isLessThan(100_000);
    }
}
