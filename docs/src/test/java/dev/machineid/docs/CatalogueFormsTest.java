package dev.machineid.docs;

import static dev.machineid.docs.Forms.entries;
import static dev.machineid.docs.Forms.input;
import static dev.machineid.docs.Forms.inputs;
import static dev.machineid.docs.Forms.load;
import static dev.machineid.docs.Forms.page;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.Platform;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueFormsTest {
    @ParameterizedTest
    @EnumSource(Platform.class)
    void form_names_areThePlatformsOptionsInItsCasing(Platform platform) {
        List<String> names = switch (platform) {
            case COMMAND -> all("command-options.txt", "(?m)^  --([a-z-]+)");
            case JENKINS ->
                Generate.pages().stream()
                        .map(Page::path)
                        .filter(path -> path.startsWith(JenkinsForm.FOLDER + "/help-"))
                        .map(path -> path.substring(JenkinsForm.FOLDER.length()).replaceAll("^/help-|\\.html$", ""))
                        .filter(name -> JenkinsFields.own().stream()
                                .noneMatch(field -> field.folder().equals("MachineIdStep")
                                        && field.name().equals(name)))
                        .toList();
            default -> List.copyOf(inputs(platform).keySet());
        };

        assertThat(names)
                .containsExactlyElementsOf(OptionCatalogue.of(platform).stream()
                        .map(name(platform))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void form_everyText_namesOptionsInThePlatformsCasing(Platform platform) {
        OptionSpec auth = OptionCatalogue.find("auth-server").orElseThrow();
        String help = Wording.help(auth, platform);

        assertThat(help)
                .startsWith("Auth server to join at")
                .contains("needs " + name(platform).apply(option("ca-pins")) + " or "
                        + name(platform).apply(option("ca-file")) + ";");
        assertThat(Casing.text("a read-only join-method", Platform.JENKINS)).isEqualTo("a read-only joinMethod");
    }

    @ParameterizedTest
    @EnumSource(
            value = Platform.class,
            names = {"GITHUB", "GITLAB", "CIRCLECI", "SPACELIFT"})
    void form_defaults_readAsTheCataloguesOwn(Platform platform) {
        Map<String, String> given = new LinkedHashMap<>();
        Map<String, String> least = new LinkedHashMap<>();
        inputs(platform).forEach((name, input) -> given.put(kebab(name), String.valueOf(input.get("default"))));
        for (OptionSpec spec : OptionCatalogue.of(platform)) {
            if (spec.trueOn().contains(platform)) {
                least.put(spec.name(), "true");
            }
        }

        assertThat(request(given)).isEqualTo(request(least));
        assertThat(request(given).delivery().exportEnv()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Platform.class,
            names = {"GITHUB", "GITLAB", "CIRCLECI", "SPACELIFT"})
    void form_everyInput_saysHelpDefaultAndExample(Platform platform) {
        inputs(platform).forEach((name, input) -> {
            OptionSpec spec = option(kebab(name));
            String text = String.valueOf(input.get("description"));
            assertThat(text).startsWith(Wording.help(spec, platform));
            assertThat(text + input.get("default")).contains(spec.defaultOn(platform));
            assertThat(text).contains(spec.type() == OptionType.FLAG ? "" : "Example: " + spec.example());
            assertThat(text.contains("Required")).isEqualTo(spec.required());
            assertThat(input.get("required")).isNotEqualTo(true);
        });
    }

    @Test
    void github_inputs_haveTheKeysOfAnActionAndTextsOnly() {
        inputs(Platform.GITHUB).forEach((name, input) -> {
            assertThat(input).containsOnlyKeys("description", "required", "default");
            assertThat(input.get("default")).isInstanceOf(String.class);
            assertThat(input.get("required")).isEqualTo(false);
        });
        assertThat(String.valueOf(input(Platform.GITHUB, "join-method").get("description")))
                .contains("One of: auto, token, github");
    }

    @Test
    void circleci_parameters_areOfLegalTypes() {
        inputs(Platform.CIRCLECI).forEach((name, input) -> {
            OptionSpec spec = option(kebab(name));
            assertThat(name).matches("[a-z][a-z0-9_]*");
            String type = String.valueOf(input.get("type"));
            switch (type) {
                case "boolean" -> assertThat(input.get("default")).isInstanceOf(Boolean.class);
                case "enum" ->
                    assertThat(input.get("enum"))
                            .asInstanceOf(LIST)
                            .contains(input.get("default"))
                            .isEqualTo(spec.values());
                default -> assertThat(type).isEqualTo("string");
            }
            assertThat(type.equals("boolean")).isEqualTo(spec.type() == OptionType.FLAG);
            assertThat(input.containsKey("enum")).isEqualTo(type.equals("enum"));
            // Two of either would begin or end a parameter of the orb.
            assertThat(String.valueOf(input.get("description"))).doesNotContain("<<", ">>");
        });
    }

    @Test
    void spacelift_parameters_fitTheManifestAndReachTheVariables() {
        Map<String, Map<String, Object>> parameters = inputs(Platform.SPACELIFT);
        Map<?, ?> variables = entries(load("spacelift-parameters.yml").get("env")).stream()
                .collect(toMap(entry -> entry.get("value_from_parameter"), entry -> entry.get("key")));

        parameters.forEach((name, parameter) -> {
            OptionSpec spec = option(name);
            assertThat(parameter)
                    .containsOnlyKeys("name", "id", "type", "description", "required", "sensitive", "default");
            assertThat(parameter.get("type")).isEqualTo(spec.type() == OptionType.FLAG ? "boolean" : "string");
            assertThat(parameter.get("sensitive")).isEqualTo(false);
            assertThat(variables.get(parameter.get("id"))).isEqualTo(spec.environmentName());
        });
        assertThat(variables).hasSameSizeAs(parameters);
    }

    @Test
    void jenkins_help_isEscapedHtmlWithDefaultAndExample() {
        assertThat(page(JenkinsForm.FOLDER + "/help-ttl.html"))
                .isEqualTo("<!-- " + Page.NOTE + " -->\n<div>\n"
                        + "  <p>Asked life of the certificates; more than 24h is reduced to 24h.</p>\n"
                        + "  <p>Default: <code>1h</code></p>\n"
                        + "  <p>Example: <code>30m</code></p>\n"
                        + "</div>\n");
        assertThat(page(JenkinsForm.FOLDER + "/help-renew.html")).contains("Default: <code>true</code>");
        assertThat(page(JenkinsForm.FOLDER + "/help-joinMethod.html"))
                .contains("a join method&#39;s name", "One of: auto, ");
        assertThat(JenkinsForm.escape("<a href=\"x\" b='y'>&amp;"))
                .isEqualTo("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
    }

    @Test
    void jenkins_everyHelpFile_hasOnlyTheMarkupOfItsForm() {
        Generate.pages().stream()
                .filter(page -> page.path().contains("/help-"))
                .forEach(page -> assertThat(page.text()
                                .lines()
                                .skip(1)
                                .map(line -> line.replaceAll("</?(div|p|code)>|&(amp|lt|gt|quot|#39);", ""))
                                .toList())
                        .allSatisfy(line -> assertThat(line).doesNotContain("<", ">", "&")));
    }

    @Test
    void command_table_isNoWiderThanATerminalAndSaysDefaults() {
        String table = page("command-options.txt");

        assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(table.replaceAll("\\s+", " "))
                .contains("--ttl, --certificate-ttl DURATION asked life")
                .contains("(default: 1h)")
                .contains("never a secret (required)");
    }

    @Test
    void options_table_hasOneRowOfSixCellsForEachOption() {
        List<String> rows = page("options.md")
                .lines()
                .filter(line -> line.startsWith("| <a id="))
                .toList();

        assertThat(rows).hasSameSizeAs(OptionCatalogue.all());
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.split("(?<!\\\\)\\|", -1)).hasSize(8));
        assertThat(page("options.md"))
                .contains("`ttl`, also `certificate-ttl`")
                .contains("| `false`; `true` in Jenkins |")
                .contains("| report in JSON | `true` | program |");
    }

    @Test
    void options_outputs_areMarkedByWhatThisVersionIssues() {
        for (OutputKind kind : OutputKind.values()) {
            String state = OutputKind.supported().contains(kind) ? "yes" : "not yet";
            assertThat(page("options.md")).contains("| `" + kind.word() + "` | " + kind.form() + " | " + state + " |");
        }
    }

    private static MachineIdRequest request(Map<String, String> options) {
        RawOptions.Builder builder = RawOptions.builder();
        Source source = Source.of(Source.Kind.ADAPTER_INPUT, "form");
        options.forEach((word, text) -> builder.put(word, text, source));
        builder.put("proxy", "teleport.example.com", source).put("token", "deploy", source);
        return new RequestReader(Path.of("/base")).read(builder.build()).request();
    }

    private static List<String> all(String path, String regex) {
        return Pattern.compile(regex)
                .matcher(page(path))
                .results()
                .map(hit -> hit.group(1))
                .toList();
    }

    private static OptionSpec option(String name) {
        return OptionCatalogue.find(name).orElseThrow();
    }

    private static Function<OptionSpec, String> name(Platform platform) {
        return switch (platform) {
            case CIRCLECI -> OptionSpec::snake;
            case JENKINS -> OptionSpec::camel;
            default -> OptionSpec::name;
        };
    }

    private static String kebab(String name) {
        return name.replace('_', '-');
    }
}
