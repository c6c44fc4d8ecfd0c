package dev.machineid.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs what the README shows, with the join tokens that it shows; only addresses and paths are the test's. */
class ReadmeTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(
            lab -> lab.role(LabRole.of("ci", "root", "ci", "deploy")).nodeLogins("root", "ci", "deploy"));

    private static final TokenShape MAIN = Shapes.gitlab("lab-root");

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static ComponentProject component;

    @SuppressWarnings("NullAway.Init")
    private static Path certificate;

    @BeforeAll
    static void prepare() throws IOException {
        certificate = Files.write(directory.resolve("ca.pem"), LAB.cluster().webCaPem());
        component = ComponentProject.make(directory.resolve("component"));
        Readme.rules().values().forEach(rules -> LAB.cluster().addToken(token(rules.token())));
    }

    static Set<String> rules() {
        return Readme.rules().keySet();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void tokenSpec_isWhatTheProgramPrints(String name) {
        Readme.Rules rules = Readme.rules().getOrDefault(name, new Readme.Rules(List.of(), ""));
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                component.release().resolve("machine-id.jar").toString()));
        line.addAll(rules.words());

        assertThat(new Command(directory, Map.of()).run(line).orFail().output())
                .contains("---\n", rules.token() + "---\n");
    }

    @Test
    void blocks_areAllExamplesOrTokenSpecs() {
        assertThat(Readme.blocks())
                .isEqualTo(Readme.examples().size() + Readme.rules().size());
        assertThat(Readme.examples())
                .containsOnlyKeys(
                        "quick",
                        "reference",
                        "whole",
                        "two",
                        "ssh",
                        "ansible",
                        "database",
                        "application",
                        "kubernetes",
                        "terraform",
                        "review",
                        "self-managed");
    }

    @Test
    void quickExample_runs() throws IOException {
        Pipeline.Run run = run("quick", MAIN);

        assertThat(run.log("deploy")).contains("bot ci in lab-root", "app-staging", "load average");
    }

    @Test
    void referenceExample_runs() throws IOException {
        assertThat(run("reference", MAIN).log("deploy"))
                .containsSubsequence("bot ci", "my own preparation", "load average", "my own end", "removed");
    }

    @Test
    void wholeExample_runs_alsoWithTheMergedJob() throws IOException {
        assertThat(run("whole", MAIN).log("deploy")).contains("bot ci", "load average");
    }

    @Test
    void twoExample_runs() throws IOException {
        Pipeline.Run run = run("two", MAIN);

        assertThat(run.log("check")).contains("load average");
        assertThat(run.log("deploy")).contains("load average");
    }

    @Test
    void sshExample_copiesAndRestarts() throws IOException {
        Path server = Files.createDirectories(directory.resolve("srv"));
        Pipeline pipeline = pipeline("ssh", Map.of("/srv/app", server.toString()));
        Path script = pipeline.app().resolve("public/restart");
        Tree.write(script, "#!/bin/sh\necho restarted\n");
        script.toFile().setExecutable(true);

        assertThat(finish(pipeline, MAIN).log("deploy")).contains("asked 20m", "restarted");
        assertThat(server.resolve("restart")).exists();
    }

    @Test
    void ansibleExample_runsAPlaybook() throws IOException {
        Pipeline pipeline = pipeline("ansible", Map.of());
        Tree.write(pipeline.app().resolve("inventory.ini"), "node-1\n");
        Tree.write(pipeline.app().resolve("site.yml"), """
                - hosts: all
                  gather_facts: false
                  tasks:
                    - command: uname -s
                      register: system
                    - debug: { msg: 'this is {{ system.stdout }}' }
                """);
        Path programs = Tree.needed("gitlab-component/target/venv/bin", "run: gitlab-component/test/prepare");
        pipeline.with("PATH", programs + ":" + ComponentProject.path())
                .with("ANSIBLE_PYTHON_INTERPRETER", programs.resolve("python3").toString())
                .with("LC_ALL", "C.UTF-8");

        assertThat(finish(pipeline, MAIN.with("project_path", "acme/servers")).log("configure"))
                .contains("this is Linux", "failed=0");
    }

    @Test
    void databaseExample_reachesTheDatabaseByItsTunnel() throws IOException {
        Pipeline pipeline = pipeline("database", Map.of());
        Tree.write(pipeline.app().resolve("migrate.sql"), "select 1;\n");

        assertThat(finish(pipeline, MAIN).log("migrate"))
                .contains("bot-ci as ci in app of pg-main", "machine-id: removed");
        Tunnels.none(pipeline);
    }

    @Test
    void applicationExample_reachesTheApplicationAtItsPort() throws IOException {
        int port = Tunnels.freePort();
        Pipeline pipeline = pipeline("application", Map.of("grafana", "hello", "8080", Integer.toString(port)));

        assertThat(finish(pipeline, MAIN).log("smoke-test"))
                .contains("application hello at 127.0.0.1:" + port, "bot-ci at hello/api/health");
        Tunnels.none(pipeline);
    }

    @Test
    void databaseExample_whoseScriptFails_leavesNoTunnelAndSaysWhyItWasRefused() throws IOException {
        Pipeline pipeline = pipeline(
                "database",
                Map.of("psql -f migrate.sql", "rm \"$MACHINE_ID_DIR/database/pg-main/tls.crt\"; psql -c \"select 1\""));
        Pipeline.Run run = pipeline.run("--variable", variable(MAIN));

        assertThat(run.exit()).isNotZero();
        assertThat(run.log("migrate"))
                .contains("machine-id: the tunnels said:", "error[MID-1504]", "machine-id: removed");
        assertThat(pipeline.logins()).isEmpty();
        Tunnels.none(pipeline);
    }

    @Test
    void kubernetesExample_runs_withAStandInForHelm() throws IOException {
        Pipeline pipeline =
                standIn(pipeline("kubernetes", Map.of()), "helm", "echo helm \"$@\"; exec kubectl get pods");

        assertThat(finish(pipeline, MAIN.with("environment", "staging")).log("deploy"))
                .contains("helm upgrade --install shop ./chart --namespace shop")
                .containsSubsequence("app-staging", "helm upgrade", "app-staging");
    }

    @Test
    void kubernetesExample_withoutTheEnvironment_isRefused() throws IOException {
        Pipeline.Run run = pipeline("kubernetes", Map.of()).run("--variable", variable(MAIN));

        assertThat(run.exit()).isNotZero();
        assertThat(run.log("deploy")).contains("error[MID-1203]").doesNotContain("app-staging");
    }

    @Test
    void terraformExample_bothJobsHaveTheVariables() throws IOException {
        Pipeline pipeline = standIn(
                pipeline("terraform", Map.of()),
                "terraform",
                "grep -q 'BEGIN CERTIFICATE' \"$TF_TELEPORT_IDENTITY_FILE_PATH\" || exit 1\n"
                        + "case $* in *-out=plan) echo plan >plan ;; esac\necho \"$1 at $TF_TELEPORT_ADDR\"");

        Pipeline.Run run = finish(pipeline, MAIN.with("project_path", "acme/infra"));

        String address = LAB.cluster().proxy();
        assertThat(run.log("plan")).contains("init at " + address, "plan at " + address);
        assertThat(run.log("apply")).contains("init at " + address, "apply at " + address);
    }

    @Test
    void reviewExample_runs_withTheEnvironmentsClaim() throws IOException {
        Pipeline pipeline = standIn(pipeline("review", Map.of()), "helm", "echo helm \"$@\"; exec kubectl get pods");

        assertThat(finish(pipeline, MAIN.with("environment", "review").with("ref", "some-branch"))
                        .log("review"))
                .contains("helm upgrade --install review-main ./chart", "app-staging");
    }

    @Test
    void selfManagedExample_takesTheFilesOfAMirrorAndAPrivateAuthority() throws IOException {
        Pipeline pipeline = pipeline("self-managed", Map.of());

        assertThat(pipeline.run("--variable", variable(MAIN), "--variable", "TELEPORT_CA=" + certificate)
                        .log("deploy"))
                .contains("bot ci", "load average");
    }

    private static Pipeline.Run run(String example, TokenShape shape) throws IOException {
        return finish(pipeline(example, Map.of()), shape);
    }

    private static Pipeline.Run finish(Pipeline pipeline, TokenShape shape) {
        Pipeline.Run run = pipeline.run("--variable", variable(shape));
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(pipeline.logins()).isEmpty();
        Schema.check(pipeline.expanded()).orFail();
        return run;
    }

    private static String variable(TokenShape shape) {
        return "MACHINE_ID_ID_TOKEN=" + LAB.cluster().issuer().mint(shape).reveal();
    }

    private static Pipeline pipeline(String example, Map<String, String> paths) throws IOException {
        String inputs = "proxy: " + LAB.cluster().proxy() + ", cluster-name: lab-root, ca-file: " + certificate
                + ", download-base: " + component.release();
        String text = Readme.example(example)
                .replace("OWNER/machine-id/machine-id@1", "acme/machine-id/machine-id@" + ComponentProject.TAG)
                .replace("proxy: example.teleport.sh,", inputs + ",")
                .replace("proxy: example.teleport.sh\n", inputs.replace(", ", "\n      ") + "\n")
                .replace(
                        "proxy: teleport.acme.example:3080",
                        "proxy: " + LAB.cluster().proxy())
                .replace("cluster-name: teleport.acme.example", "cluster-name: lab-root")
                .replace(
                        "https://mirror.acme.example/machine-id/1.2.3",
                        component.release().toString());
        for (Map.Entry<String, String> path : paths.entrySet()) {
            text = text.replace(path.getKey(), path.getValue());
        }
        return new Pipeline(Files.createTempDirectory(directory, example), component, text);
    }

    private static Pipeline standIn(Pipeline pipeline, String name, String script) {
        Path program = pipeline.home().resolve(".cache/machine-id/stand-ins/" + name);
        Tree.write(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        return pipeline.with("PATH", program.getParent() + ":" + ComponentProject.path());
    }

    /** The join token that a spec in YAML stands for, with the lab's own bot. */
    private static LabToken token(String yaml) {
        YamlTree token = YamlTree.of(yaml);
        return LabToken.gitlab(token.at("metadata", "name").text())
                .allow(token.at("spec", "gitlab", "allow", 0).texts());
    }
}
