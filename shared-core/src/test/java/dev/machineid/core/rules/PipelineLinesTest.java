package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.OutputSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class PipelineLinesTest {
    private static final Map<Fact, String> ALL = Map.ofEntries(
            Map.entry(Fact.REPOSITORY, "acme/app"),
            Map.entry(Fact.PROJECT, "acme/app"),
            Map.entry(Fact.ORGANIZATION_ID, "o"),
            Map.entry(Fact.PROJECT_ID, "p"),
            Map.entry(Fact.HOSTNAME, "h.example.com"),
            Map.entry(Fact.SPACE_ID, "s"),
            Map.entry(Fact.REPOSITORY_ID, "7"),
            Map.entry(Fact.SERVICE_ACCOUNT, "ci:deployer"),
            Map.entry(Fact.AWS_ACCOUNT, "123456789012"),
            Map.entry(Fact.GCP_PROJECT, "acme-prod"),
            Map.entry(Fact.SUBSCRIPTION, "u"),
            Map.entry(Fact.ISSUER, "https://i.example.com"),
            Map.entry(Fact.SUBJECT, "s"));

    private static String lines(RulePlatform platform, String output, Optional<String> cluster) {
        Map<Fact, String> facts = new java.util.EnumMap<>(Fact.class);
        ALL.forEach((fact, value) -> {
            if (fact.isFor(platform)) {
                facts.put(fact, value);
            }
        });
        Grants grants = new Grants(
                List.of(OutputSpec.parse(output)),
                List.of("access"),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Optional.of(Duration.ofMinutes(30)));
        return String.join(
                "\n",
                PipelineLines.of(new RulesPlan(
                        Samples.named(platform, facts),
                        grants,
                        "deploy",
                        "deploy-token",
                        cluster,
                        Optional.of("p.example.com:443"),
                        "")));
    }

    @ParameterizedTest
    @EnumSource
    void everyPlatform_getsALoginThatNamesProxyTokenAndLife(RulePlatform platform) {
        assertThat(lines(platform, "ssh", Optional.of("lab-root")))
                .contains("machine-id login --proxy p.example.com:443")
                .contains("--ssh --ttl 30m")
                .doesNotContain(RulesPlan.SOME_CLUSTER)
                .satisfies(text ->
                        assertThat(text.contains("--token deploy-token")).isEqualTo(platform != RulePlatform.TOKEN));
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB,id-token: write",
        "GITLAB,MACHINE_ID_ID_TOKEN: { aud: lab-root }",
        "CIRCLECI,context: [CONTEXT-NAME]",
        "SPACELIFT,before_init",
        "KUBERNETES,audience: lab-root",
        "AZURE_DEVOPS,SYSTEM_ACCESSTOKEN: $(System.AccessToken)",
        "BITBUCKET,oidc: true",
        "TERRAFORM_CLOUD,TFC_WORKLOAD_IDENTITY_AUDIENCE=lab-root",
        "ENV0,--append \\\"$ENV0_ENV",
        "IAM,--join-method iam",
        "GCP,--join-method gcp",
        "AZURE,--join-method azure",
        "GENERIC_OIDC,--oidc-env ID_TOKEN",
        "JENKINS,withCredentials",
        "TOKEN,--secret-env JOIN_SECRET"
    })
    void everyPlatform_getsWhatLetsItsTokenInto(RulePlatform platform, String line) {
        assertThat(lines(platform, "ssh", Optional.of("lab-root"))).contains(line);
    }

    @ParameterizedTest
    @EnumSource(
            value = RulePlatform.class,
            names = {"GITLAB", "KUBERNETES", "JENKINS", "GENERIC_OIDC"})
    void unknownCluster_isAPlaceholderThatIsExplained(RulePlatform platform) {
        assertThat(lines(platform, "ssh", Optional.empty()))
                .contains("Put the cluster's name in place of CLUSTER-NAME everywhere above");
    }

    @Test
    void stepOfGitHub_isYamlThatHoldsTheCommand() {
        String text = lines(RulePlatform.GITHUB, "database:pg,user=\"it's\"", Optional.empty());
        String step =
                text.lines().filter(line -> line.contains("run:")).findFirst().orElseThrow();
        Object read = new Load(LoadSettings.builder().build()).loadFromString(step.strip());
        assertThat(read)
                .asString()
                .contains(
                        "--outputs 'database:pg,user=\"it'\\''s\"' --ttl 30m --format dotenv --append \"$GITHUB_ENV\"");
    }

    @Test
    void jenkinsStep_isAGroovyStringThatDoesNotEndEarly() {
        assertThat(lines(RulePlatform.JENKINS, "database:pg,user=\"it's\"", Optional.of("c")))
                .contains("sh 'machine-id login")
                .contains("\\'database:pg,user=\"it\\'\\\\\\'\\'s\"\\'");
    }

    @Test
    void gitlabScript_stopsWhereTheLoginFails() {
        assertThat(lines(RulePlatform.GITLAB, "ssh", Optional.of("c"))).contains(") || exit 1");
    }
}
