package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LabClusterExtension.class)
class RulesVerbTest {
    @TempDir
    Path directory;

    @Test
    void thisJob_isDescribedByItsOwnTokenWithoutACluster(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        run.variables.remove("MACHINE_ID_OPT_PROXY");
        run.variables.remove("MACHINE_ID_OPT_TOKEN");
        TestRun.Outcome outcome = run.run("rules", "--ssh", "--login", "ci", "--node-label", "env=lab");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("repository: acme/app")
                .contains("ref: refs/heads/main")
                .contains("kind: bot")
                .contains("machine-id login --proxy teleport.example.com --token acme-app --ssh")
                .doesNotContain("eyJ")
                .doesNotContain(run.variables.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
        assertThat(outcome.err()).isEmpty();
        assertThat(run.files()).isZero();
    }

    @Test
    void optionsOfLogin_areTakenFromVariables(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        TestRun.Outcome outcome = run.run("rules", "--role", "access");
        assertThat(outcome.out())
                .contains("--proxy " + cluster.proxy())
                .contains("name: deploy-github")
                .contains("tctl bots add acme-app --roles=access --token=deploy-github");
    }

    @Test
    void jobWithoutProof_endsAsLoginDoes() throws Exception {
        TestRun.Outcome outcome = new TestRun(directory).run("rules", "--role", "access");
        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.err()).contains("MID-1101");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void namedJob_needsNothingOfThisOne() throws Exception {
        TestRun run = new TestRun(directory);
        TestRun.Outcome outcome = run.run(
                "rules",
                "--platform",
                "gitlab",
                "--project",
                "acme/app",
                "--ref",
                "main",
                "--role",
                "access",
                "--cluster-name",
                "lab-root",
                "--format",
                "terraform");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("resource \"teleport_provision_token\" \"acme_app\"")
                .contains("aud: lab-root");
    }

    @Test
    void secretOfMethodToken_isNeverPrinted() throws Exception {
        TestRun run = new TestRun(directory);
        run.variables.put("JOIN_SECRET", "0123456789abcdef0123456789abcdef");
        TestRun.Outcome outcome =
                run.run("rules", "--secret-env", "JOIN_SECRET", "--name", "deploy", "--role", "access");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out() + outcome.err()).doesNotContain("0123456789abcdef");
        run.variables.put("MACHINE_ID_OPT_TOKEN", "0123456789abcdef0123456789abcdef");
        outcome = run.run("rules", "--platform", "github", "--repository", "a/b", "--role", "access");
        assertThat(outcome.out() + outcome.err()).doesNotContain("0123456789abcdef");
        assertThat(outcome.err()).contains("looks like a secret");
    }

    @Test
    void keysOfKubernetes_areReadFromTheFile() throws Exception {
        TestRun run = new TestRun(directory);
        Files.writeString(run.work.resolve("jwks.json"), "{\"keys\": []}");
        String[] line = {
            "rules",
            "--platform",
            "kubernetes",
            "--service-account",
            "ci:deployer",
            "--role",
            "r",
            "--jwks-file",
            "jwks.json"
        };
        assertThat(run.run(line).out()).contains("type: static_jwks").contains("{\\\"keys\\\":[]}");
        Files.delete(run.work.resolve("jwks.json"));
        assertThat(run.run(line).code()).isEqualTo(2);
    }

    @Test
    void tbotFile_isTranslatedAlone() throws Exception {
        TestRun run = new TestRun(directory);
        Files.writeString(
                run.work.resolve("tbot.yaml"),
                "proxy_server: p.example.com:443\nonboarding: {join_method: github, token: t}\n");
        TestRun.Outcome outcome = run.run("rules", "--from-tbot", "tbot.yaml");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("token: t\n").contains("join-method: github");
        assertThat(run.run("rules", "--from-tbot", "tbot.yaml", "--platform", "github")
                        .err())
                .contains("MID-1004");
        assertThat(run.run("rules", "--from-tbot", "none.yaml").err()).contains("MID-1006");
    }

    @ParameterizedTest
    @CsvSource({
        "--repository a/b,MID-1003",
        "--platform gihub,MID-1002",
        "--platform github,MID-1003",
        "--platform github --repository a/b --project a/b,MID-1004",
        "--platform github --repository a/b --ssh,MID-1003",
        "--platform github --repository a/b --role r --format xml,MID-1002",
        "--platform github --repository a/b --role r extra,MID-1002",
        "--platform github --repository a/b --role r --name -x-,MID-1002",
        "--repositry a/b,MID-1001"
    })
    void mistakes_areExplainedAndPrintNothing(String words, String code) throws Exception {
        String[] line = ("rules " + words).split(" ", -1);
        TestRun.Outcome outcome = new TestRun(directory).run(line);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains(code).contains("hint: ");
    }

    @Test
    void refusedJob_isToldOfThisVerb(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        cluster.mint().shape(Shapes.github().with("repository", "evil/app"));
        TestRun.Outcome outcome = run.run("login");
        cluster.mint().shape(Shapes.github());
        assertThat(outcome.code()).isEqualTo(5);
        assertThat(outcome.err()).contains("MID-1203").contains("machine-id rules");
    }
}
