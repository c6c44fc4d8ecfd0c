package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.platform.IdToken;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.rules.TokenRules;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import dev.machineid.lab.join.RunTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The examples of {@code docs/joining.md} and of the pages below {@code docs/joining}, run on a local cluster. */
class JoiningPagesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(kind: token\\n.*?)```", Pattern.DOTALL);
    private static final Pattern LOGIN = Pattern.compile("machine-id (login [^)\\n]*)");
    private static final Pattern RULES = Pattern.compile("machine-id (rules --platform [^`.\\n]*)");

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @TempDir
    Path directory;

    private static String page(String name) throws IOException {
        return Files.readString(DOCS.resolve(name));
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> all = new ArrayList<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            all.add(matcher.group(1).strip());
        }
        return all;
    }

    private static List<String> words(String line, String from, String to) {
        List<String> words = new ArrayList<>(List.of(line.replace("\"", "").split("\\s+")));
        words.replaceAll(word -> word.equals(from) ? to : word);
        return words;
    }

    /** The shape of a job that the page's join token is written for. */
    private static TokenShape shape(String method) {
        String cluster = "lab-root";
        return switch (method) {
            case "azure_devops" -> RunShapes.azureDevOps();
            case "bitbucket" -> RunShapes.bitbucket();
            case "terraform_cloud" -> RunShapes.terraformCloud(cluster);
            case "env0" -> RunShapes.env0();
            case "github" -> Shapes.github().with("environment", "production");
            case "gitlab" -> Shapes.gitlab(cluster).withIssuer("https://gitlab.acme.example");
            case "circleci" -> Shapes.circleci();
            case "spacelift" -> Shapes.spacelift();
            case "kubernetes" -> Shapes.kubernetes(cluster);
            default ->
                new TokenShape(
                        "https://agent.buildkite.com",
                        List.of("example.teleport.sh"),
                        java.time.Duration.ofMinutes(5),
                        null,
                        Map.of("sub", "x", "organization_slug", "acme", "pipeline_slug", "app"));
        };
    }

    private static LabToken labToken(String method, String name) {
        return switch (method) {
            case "azure_devops" -> RunTokens.azureDevOps(name);
            case "bitbucket" -> RunTokens.bitbucket(name);
            case "terraform_cloud" -> RunTokens.terraformCloud(name);
            default -> RunTokens.env0(name);
        };
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> more = Files.list(DOCS.resolve("joining"))) {
            return Stream.concat(Stream.of(DOCS.resolve("joining.md")), more).toList();
        }
    }

    @Test
    void joinTokens_ofEveryPage_fitTheJobsTheyAreFor() throws Exception {
        List<String> methods = new ArrayList<>();
        for (Path page : pages()) {
            for (String yaml : found(YAML, Files.readString(page))) {
                Path file = Files.writeString(directory.resolve("token.yaml"), yaml);
                Map<?, ?> spec = map(map(new Load(LoadSettings.builder().build()).loadFromString(yaml))
                        .get("spec"));
                String method = String.valueOf(spec.get("join_method"));
                if (!JoinMethod.parse(method).usesIdToken() || !known(method)) {
                    continue;
                }
                methods.add(method);
                List<String> lines = TokenRules.read(file, "")
                        .explain(
                                JoinMethod.parse(method),
                                IdToken.parse(LAB.cluster().issuer().mint(shape(method)))
                                        .claims());
                assertThat(lines).as(page + " " + lines).hasSizeLessThanOrEqualTo(2);
                assertThat(String.join(" ", lines)).as(page.toString()).doesNotContain("the rule wants");
            }
        }
        assertThat(methods)
                .contains("github", "gitlab", "circleci", "spacelift", "kubernetes", "generic_oidc", "azure_devops")
                .contains("bitbucket", "terraform_cloud", "env0");
    }

    private static boolean known(String method) {
        return List.of("github", "gitlab", "circleci", "spacelift", "kubernetes", "generic_oidc")
                        .contains(method)
                || List.of("azure_devops", "bitbucket", "terraform_cloud", "env0")
                        .contains(method);
    }

    @ParameterizedTest
    @CsvSource({
        "azure-devops.md, azure_devops, ''",
        "bitbucket.md, bitbucket, BITBUCKET_STEP_OIDC_TOKEN",
        "terraform-cloud.md, terraform_cloud, TFC_WORKLOAD_IDENTITY_TOKEN",
        "env0.md, env0, ENV0_OIDC_TOKEN"
    })
    void loginOfThePage_withItsJoinToken_joins(String page, String method, String variable) throws Exception {
        LabCluster cluster = LAB.cluster();
        String text = page("joining/" + page);
        TestRun run = new TestRun(directory);
        Files.write(directory.resolve("ca.pem"), cluster.webCaPem());
        run.variables.put("MACHINE_ID_OPT_CA_FILE", directory.resolve("ca.pem").toString());
        if (variable.isEmpty()) {
            run.variables.put("TF_BUILD", "True");
            run.variables.put("SYSTEM_OIDCREQUESTURI", cluster.azureDevOps().requestUri());
            run.variables.put(
                    "SYSTEM_ACCESSTOKEN", cluster.azureDevOps().accessToken().reveal());
        } else {
            run.variables.put(variable, cluster.issuer().mint(shape(method)).reveal());
        }
        cluster.addToken(tokenOf(text, method));
        List<String> line = words(found(LOGIN, text).get(0), "example.teleport.sh", cluster.proxy());
        line.replaceAll(
                word -> word.equals("$ENV0_ENV") ? directory.resolve("env").toString() : word);

        TestRun.Outcome outcome = run.run(line.toArray(String[]::new));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        String exported = outcome.out()
                + (Files.exists(directory.resolve("env")) ? Files.readString(directory.resolve("env")) : "");
        Matcher place = Pattern.compile("MACHINE_ID_DIR='?([^'\\n]*)").matcher(exported);
        assertThat(place.find()).as(exported).isTrue();
        assertThat(run.run("logout", "--directory", place.group(1)).code()).isZero();
        assertThat(run.files()).isZero();
    }

    /** The page's own rule, with the name that its login uses. */
    private static LabToken tokenOf(String text, String method) {
        Map<?, ?> token = map(new Load(LoadSettings.builder().build())
                .loadFromString(found(YAML, text).get(0)));
        Map<?, ?> block = map(map(token.get("spec")).get(method));
        Map<String, String> rule = new HashMap<>();
        map(((List<?>) Objects.requireNonNull(block.get("allow"))).get(0))
                .forEach((field, value) -> rule.put(String.valueOf(field), String.valueOf(value)));
        return labToken(method, String.valueOf(map(token.get("metadata")).get("name")))
                .allow(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "azure-devops.md, azure_devops",
        "bitbucket.md, bitbucket",
        "terraform-cloud.md, terraform_cloud",
        "env0.md, env0"
    })
    void rulesOfThePage_printAJoinTokenOfItsMethod(String page, String method) throws Exception {
        List<String> line = words(found(RULES, page("joining/" + page)).get(0), "URL", "https://i.example.com");

        TestRun.Outcome outcome = new TestRun(directory).run(line.toArray(String[]::new));

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("join_method: " + method).contains("machine-id login --proxy");
    }

    @ParameterizedTest
    @CsvSource({
        "BITBUCKET_STEP_OIDC_TOKEN, bitbucket, branch_name: main",
        "TFC_WORKLOAD_IDENTITY_TOKEN, terraform_cloud, run_phase: apply",
        "ENV0_OIDC_TOKEN, env0, deployment_type: deploy"
    })
    void rules_inTheJobItself_printItsRule(String variable, String method, String field) throws Exception {
        TestRun run = new TestRun(directory);
        run.variables.put(variable, LAB.cluster().issuer().mint(shape(method)).reveal());

        TestRun.Outcome outcome = run.run("rules", "--role", "access");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("join_method: " + method)
                .contains(field)
                .doesNotContain("eyJ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TF_BUILD=True|env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }",
                "BITBUCKET_PIPELINE_UUID={1}|oidc: true",
                "TFC_RUN_ID=run-1|TFC_WORKLOAD_IDENTITY_AUDIENCE=",
                "ENV0_DEPLOYMENT_LOG_ID=1|Enable OIDC during deployments"
            })
    void login_withoutThePlatformsToken_namesTheLine(String variable, String line) throws Exception {
        TestRun run = new TestRun(directory, LAB.cluster());
        run.variables.remove("GITHUB_ACTIONS");
        String[] parts = variable.split("=", 2);
        run.variables.put(parts[0], parts[1]);

        TestRun.Outcome outcome = run.run("login");

        assertThat(outcome.err()).contains("MID-1102").contains(line);
        assertThat(Arrays.asList(outcome.out().split("\n"))).containsExactly("");
        assertThat(run.files()).isZero();
    }
}
