package dev.machineid.circleci.orb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.circleci.pack.OrbPacker;
import dev.machineid.circleci.pack.Yaml;
import dev.machineid.circleci.review.Review;
import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The orb's files, before anything is run. */
class OrbTest {
    private static final Path CHECKER = Tree.MODULE.resolve("target/check-jsonschema/bin/check-jsonschema");

    @TempDir
    Path directory;

    static List<Path> scripts() {
        return Tree.files("scripts");
    }

    private static Map.Entry<Integer, String> schema(Path file) throws Exception {
        assertThat(CHECKER).as("is missing; run circleci-orb/test/prepare").exists();
        return Tree.run(CHECKER.toString(), "--builtin-schema", "vendor.circle-ci", file.toString());
    }

    @Test
    void packedOrb_andItsPipelines_fitThePublishedSchema() throws Exception {
        Path packed = Files.writeString(directory.resolve("orb.yml"), new OrbPacker(Tree.SOURCE, text -> text).text());
        for (Path file : List.of(
                packed,
                Tree.MODULE.resolve(".circleci/config.yml"),
                Tree.MODULE.resolve(".circleci/test-deploy.yml"))) {
            Map.Entry<Integer, String> answer = schema(file);
            assertThat(answer.getKey()).as(answer.getValue()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"type: strin", "when: sometimes"})
    void schemaChecker_isNoPaperTiger(String mistake) throws Exception {
        String wrong = new OrbPacker(Tree.SOURCE, text -> text)
                .text()
                .replaceFirst("type: string|when: always", mistake)
                .replaceFirst("when: always", mistake.startsWith("when") ? mistake : "when: always");
        assertThat(schema(Files.writeString(directory.resolve("orb.yml"), wrong))
                        .getKey())
                .isNotZero();
    }

    @Test
    void orb_passesTheReview() throws IOException {
        assertThat(Review.of(Tree.SOURCE, "machine-id", "v1.0.0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"commands/login,''", "commands/with_machine_id,''", "commands/exec,export-env", "jobs/run,export-env"})
    void parameters_areTheCatalogues(String component, String without) {
        Map<String, Object> parameters = Yaml.map(
                Yaml.map(Tree.read(Tree.SOURCE.resolve(component + ".yml"))).get("parameters"));
        Set<String> options = OptionCatalogue.of(Platform.CIRCLECI).stream()
                .filter(option -> !option.name().equals(without))
                .map(OptionSpec::snake)
                .collect(Collectors.toSet());

        assertThat(parameters.keySet()).containsAll(options);
        assertThat(parameters.keySet().stream().filter(name -> !options.contains(name)))
                .isSubsetOf("keep_id_token", "steps", "executor", "checkout", "command", "no_output_timeout");
        assertThat(Yaml.map(parameters.get("renew")).get("default")).isEqualTo(!component.equals("commands/login"));
    }

    /** A parameter in a script's text could be anything; in the environment it is a value. */
    @Test
    void parameters_reachScriptsByTheEnvironmentOnly() {
        List<String> commands = new ArrayList<>();
        for (String folder : List.of("commands", "jobs")) {
            for (Path file : Tree.files(folder)) {
                Tree.read(file)
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("command:"))
                        .forEach(commands::add);
            }
        }
        assertThat(commands)
                .allMatch(line -> line.matches("command: << include\\(scripts/[a-z]+\\.sh\\) >>")
                        || line.equals("command:")
                        || line.equals("command: << parameters.command >>"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_hasNoHereDocument_andIsGoodForEveryShell(Path script) throws Exception {
        assertThat(Tree.read(script)).doesNotContain("<<").doesNotContain("\r");
        for (String shell : List.of("dash", "busybox sh", "bash --posix")) {
            List<String> command = new ArrayList<>(List.of(shell.split(" ")));
            command.addAll(List.of("-n", script.toString()));
            Map.Entry<Integer, String> answer = Tree.run(command.toArray(String[]::new));
            assertThat(answer.getKey()).as(shell + ": " + answer.getValue()).isZero();
        }
        Map.Entry<Integer, String> lint = Tree.run("shellcheck", script.toString());
        assertThat(lint.getKey()).as(lint.getValue()).isZero();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_saysToPowerShellWhatToDo_inItsFirstLine(Path script) {
        assertThat(Tree.read(script)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line).contains("MID-1930").contains("bash.exe"));
    }

    @Test
    void everyCommandAndJob_isInAnExample() {
        String examples = Tree.files("examples").stream().map(Tree::read).collect(Collectors.joining());
        for (String name : List.of("login", "logout", "with_machine_id", "exec", "run")) {
            assertThat(examples).containsPattern("- machine-id/" + name + "\\b");
        }
    }

    @Test
    void releaseForm_writesThePackedOrbWithItsDigests() throws Exception {
        Path baked = Tree.baked(directory);
        Files.delete(directory.resolve("sums"));

        ProcessBuilder form = new ProcessBuilder(
                        Tree.MODULE.resolve("release-form").toString(), Tree.VERSION, directory.toString())
                .redirectErrorStream(true);
        form.environment().put("MACHINE_ID_ORB_BUILT", "yes");
        Process process = form.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(directory.resolve("machine-id-orb.yml"))
                .content()
                .contains("echo '" + Tree.VERSION + "'")
                .contains("machine-id.jar) echo " + Tree.sha256(Tree.PROGRAM))
                .doesNotContain("unbaked;");
        assertThat(schema(directory.resolve("machine-id-orb.yml")).getKey()).isZero();
        assertThat(baked).exists();
        assertThat(Tree.run(Tree.MODULE.resolve("release-form").toString(), "0.0.1", directory.toString())
                        .getValue())
                .contains("is not of version 0.0.1");
    }
}
