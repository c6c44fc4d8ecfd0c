package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Terraform form; read by Terraform itself where it is installed. */
class TerraformTest {
    private static final Map<RulePlatform, Map<Fact, String>> JOBS = Map.ofEntries(
            Map.entry(RulePlatform.GITHUB, Map.of(Fact.REPOSITORY, "acme/app", Fact.ENVIRONMENT, "${prod}\n\"x")),
            Map.entry(
                    RulePlatform.GITLAB,
                    Map.of(Fact.PROJECT, "acme/app", Fact.REF, "main", Fact.REF_PROTECTED, "true")),
            Map.entry(RulePlatform.CIRCLECI, Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p")),
            Map.entry(RulePlatform.SPACELIFT, Map.of(Fact.HOSTNAME, "h", Fact.SPACE_ID, "s")),
            Map.entry(RulePlatform.KUBERNETES, Map.of(Fact.SERVICE_ACCOUNT, "ci:deployer")),
            Map.entry(RulePlatform.GENERIC_OIDC, Map.of(Fact.ISSUER, "https://i", Fact.SUBJECT, "s")),
            Map.entry(RulePlatform.JENKINS, Map.of(Fact.ISSUER, "https://i", Fact.SUBJECT, "s")),
            Map.entry(
                    RulePlatform.AZURE_DEVOPS,
                    Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p", Fact.DEFINITION_ID, "7")),
            Map.entry(
                    RulePlatform.BITBUCKET,
                    Map.of(Fact.ISSUER, "https://i", Fact.REPOSITORY_ID, "{r}", Fact.REF, "main")),
            Map.entry(
                    RulePlatform.TERRAFORM_CLOUD,
                    Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p", Fact.WORKSPACE_ID, "ws-1")),
            Map.entry(
                    RulePlatform.ENV0,
                    Map.of(Fact.ORGANIZATION_ID, "o", Fact.PROJECT_ID, "p", Fact.DEPLOYMENT_TYPE, "deploy")),
            Map.entry(RulePlatform.IAM, Map.of(Fact.AWS_ACCOUNT, "123456789012", Fact.AWS_ARN, "arn:aws:${x}*")),
            Map.entry(RulePlatform.GCP, Map.of(Fact.GCP_PROJECT, "p", Fact.GCP_ACCOUNT, "a@b")),
            Map.entry(RulePlatform.AZURE, Map.of(Fact.SUBSCRIPTION, "s", Fact.RESOURCE_GROUP, "g")),
            Map.entry(RulePlatform.TOKEN, Map.of()));

    @TempDir
    Path directory;

    private static Grants everything() {
        return new Grants(
                List.of(
                        OutputSpec.parse("ssh"),
                        OutputSpec.parse("kubernetes:staging"),
                        OutputSpec.parse("database:pg,user=ci,name=app"),
                        OutputSpec.parse("application:wiki")),
                List.of("reader"),
                List.of("deploy"),
                List.of("system:masters"),
                List.of("a", "b"),
                Map.of(
                        OutputKind.SSH, List.of("env=prod", "env=test", "for=x", "*=*", "a b=c\"${d}"),
                        OutputKind.KUBERNETES, List.of("*=*"),
                        OutputKind.DATABASE, List.of("team=x"),
                        OutputKind.APPLICATION, List.of("team=x")),
                Optional.of(Duration.ofMinutes(90)));
    }

    private static Optional<String> audience(RulePlatform platform) {
        return platform == RulePlatform.BITBUCKET ? Optional.of("ari:cloud:bitbucket::workspace/w") : Optional.empty();
    }

    private static String text(RulePlatform platform) {
        JobFacts job = JobFacts.named(platform, JOBS.getOrDefault(platform, Map.of()), audience(platform));
        return Samples.plan(job, everything()).terraform();
    }

    @ParameterizedTest
    @EnumSource
    void everyPlatform_isFormattedAsTerraformDoes(RulePlatform platform) throws Exception {
        requireTerraform();
        Files.writeString(directory.resolve("main.tf"), text(platform));
        assertThat(terraform("", "fmt", "-check", "-diff", ".")).isEmpty();
    }

    @Test
    void hostileText_isReadBackByTerraform() throws Exception {
        requireTerraform();
        StringBuilder locals = new StringBuilder("locals {\n");
        for (int at = 0; at < Samples.HOSTILE.size(); at++) {
            locals.append("  v")
                    .append(at)
                    .append(" = ")
                    .append(HclText.quoted(Samples.HOSTILE.get(at)))
                    .append('\n');
        }
        StringBuilder all = new StringBuilder("base64encode(jsonencode([");
        for (int at = 0; at < Samples.HOSTILE.size(); at++) {
            all.append(at > 0 ? ", " : "").append("local.v").append(at);
        }
        Files.writeString(directory.resolve("main.tf"), locals.append("}\n"));
        String answer = terraform(all.append("]))\n").toString(), "console").strip();
        byte[] json = java.util.Base64.getDecoder().decode(answer.replace("\"", ""));
        List<String> read = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(new String(json, StandardCharsets.UTF_8))) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    read.add(parser.getText());
                }
            }
        }
        assertThat(read).isEqualTo(Samples.HOSTILE);
    }

    @Test
    void plan_hasThreeResourcesInTheirOrder() {
        assertThat(text(RulePlatform.GITLAB))
                .containsSubsequence(
                        "resource \"teleport_role\" \"deploy\"",
                        "max_session_ttl = \"1h30m\"",
                        "resource \"teleport_provision_token\" \"deploy\"",
                        "ref_protected = true",
                        "resource \"teleport_bot\" \"deploy\"",
                        "depends_on = [teleport_role.deploy]",
                        "id_tokens");
        assertThat(text(RulePlatform.TOKEN))
                .doesNotContain("teleport_provision_token")
                .contains("tctl bots add");
    }

    @Test
    void genericOidc_isWrittenWithoutWhatTheProviderDrops() {
        String text = text(RulePlatform.GENERIC_OIDC);
        assertThat(text).contains("allow_any = [").contains("drops must_match_fields");
        assertThat(text.lines().filter(line -> !line.startsWith("#"))).noneMatch(line -> line.contains("must_match"));
    }

    private static void requireTerraform() {
        boolean there = java.util.Arrays.stream(
                        String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "terraform")));
        assumeThat(there).as("terraform is not installed, so it cannot judge").isTrue();
    }

    private String terraform(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("CHECKPOINT_DISABLE", "1");
        builder.environment().remove("TF_CLI_CONFIG_FILE");
        Path answer = directory.resolve("answer.txt");
        Path complaint = directory.resolve("complaint.txt");
        Process process = builder.redirectOutput(answer.toFile())
                .redirectError(complaint.toFile())
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(complaint) + Files.readString(answer))
                .isZero();
        return Files.readString(answer);
    }
}
