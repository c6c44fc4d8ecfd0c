package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Use;
import dev.machineid.lab.DaemonOnce;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whole jobs: launcher, packaged action, a local cluster, and OpenSSH in the next step. */
class ActionCheck extends ActionUse {
    @Test
    void use_withSshAndKubernetes_worksInTheNextStepAndLeavesNothing() throws IOException {
        Use use = runner.uses("ssh", "true", "kubernetes", "staging", "outputs", "identity");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(main.err()).isEmpty();
        assertThat(runner.variables)
                .containsKeys(
                        "MACHINE_ID_SSH_CONFIG",
                        "KUBECONFIG",
                        "TELEPORT_IDENTITY_FILE",
                        "TELEPORT_PROXY",
                        "TF_TELEPORT_ADDR")
                .containsEntry("MACHINE_ID_CLUSTER", "lab-root");
        assertThat(main.outputs())
                .containsEntry("cluster", "lab-root")
                .containsEntry("bot", "ci")
                .containsKeys("directory", "identity-file", "ssh-config", "kubeconfig", "expires-at");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        assertThat(runner.run("ssh -n -F '" + main.outputs().get("ssh-config") + "' root@leaf-node.lab-leaf id")
                        .code())
                .isZero();
        assertThat(runner.run("cat \"$KUBECONFIG\"").out()).contains("current-context");
        assertThat(runner.left()).allMatch(path -> path.startsWith(runner.temporary));
        try (Stream<Path> files = Files.walk(Path.of(directory(use)))) {
            assertThat(files.map(ActionCheck::mode))
                    .allMatch(mode -> mode.substring(3).equals("------"));
        }
        end(use);
    }

    @Test
    void use_fromADaemonOfTheRunnersMachine_copiesInsteadOfJoining() throws Exception {
        Path kept = DaemonOnce.fill(cluster, Path.of("../command/target/machine-id.jar"), directory, "ssh");
        runner.variables.remove("ACTIONS_ID_TOKEN_REQUEST_URL");
        runner.variables.remove("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        Use use = runner.uses("from-daemon", kept.toString());
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(main.outputs()).containsEntry("bot", "ci");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        end(use);
        assertThat(kept.resolve("current/identity")).isRegularFile();
    }

    @Test
    void use_anything_printsAndExportsNoSecret() throws IOException {
        Use use = runner.uses("outputs", "identity ssh kubernetes:staging");
        Outcome main = use.main();
        String key = Files.readString(Path.of(String.valueOf(main.outputs().get("identity-file"))));
        List<String> lines = key.lines()
                .takeWhile(line -> !line.startsWith("-----END"))
                .skip(1)
                .toList();
        runner.run("cat \"$MACHINE_ID_IDENTITY_FILE\"; cat \"$KUBECONFIG\" | head -n 3");

        assertThat(lines).hasSizeGreaterThan(1);
        for (String text : runner.everything()) {
            for (String line : lines) {
                assertThat(text).doesNotContain(line);
            }
            assertThat(text).doesNotContain(cluster.mint().requestToken().reveal());
            assertThat(text).doesNotContain("eyJhbGci");
        }
        assertThat(runner.log.masks()).containsAll(lines);
        end(use);
    }

    @Test
    void summary_card_saysWhoHowWhatAndUntil() {
        Use use = runner.uses("ssh", "true", "ttl", "30m");
        use.main();

        assertThat(runner.summary.toString())
                .contains("### Machine ID: `ci` in `lab-root`", "join method github", "asked 30m, granted 30m")
                .contains("repo:acme/app:ref:refs/heads/main")
                .containsPattern("`4242\\.2\\.[0-9a-f]{8}`");
        end(use);
    }

    @Test
    void token_pendingAndBusyFirst_isAskedForAgain() {
        cluster.mint().failNext(2, 403, "Job is in 'Pending' state");
        Use use = runner.uses("ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out()).isZero();
        assertThat(main.out()).contains("answered 403", "trying again");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        end(use);
    }

    @Test
    void token_noPermission_namesTheLineToAddAndForks() {
        runner.variables.remove("ACTIONS_ID_TOKEN_REQUEST_URL");
        runner.variables.remove("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        Use use = runner.uses("ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error"))
                .contains("MID-1102", "permissions: { id-token: write", "pull requests from forks");
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void claim_ofAnotherRepository_isRefusedWithWhatWasShown() {
        cluster.mint().shape(Shapes.github().with("repository", "evil/app"));
        Use use = runner.uses("ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error")).contains("MID-1203", "repository = evil/app");
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void claim_thatTheRulesFileShows_isNamedInTheAnnotationAndOnTheRunsPage() throws IOException {
        cluster.mint().shape(Shapes.github().with("repository", "acme/App"));
        Path file = Files.writeString(runner.home.resolve("join-token.yaml"), """
                kind: token
                metadata: {name: deploy-github}
                spec: {join_method: github, github: {allow: [{repository: acme/app}]}}
                """);
        Use use = runner.uses("ssh", "true", "rules", file.toString());
        Outcome main = use.main();
        String line = "with tctl edit token/deploy-github, set spec.github.allow[0].repository to \"acme/App\"";

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error")).contains("MID-1203", "only upper and lower case differ", line);
        assertThat(runner.summary.toString()).contains("### Machine ID: ", "(MID-1203)", line);
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void joinMethod_another_byItsInputJoins() {
        runner.variables.put(
                "OTHER_TOKEN", cluster.issuer().mint(RunShapes.env0()).reveal());
        Use use = runner.uses("token", "deploy-env0", "join-method", "env0", "oidc-env", "OTHER_TOKEN", "ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(runner.summary.toString()).contains("join method env0");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        end(use);
    }

    @Test
    void input_unknownValue_isNamedBeforeAnythingIsAsked() {
        int calls = cluster.mint().calls();
        Outcome main = runner.uses("outputs", "ssh database", "ttl", "soon").main();

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error")).contains("ttl").contains("MID-10");
        assertThat(cluster.mint().calls()).isEqualTo(calls);
        assertThat(runner.left()).isEmpty();
    }

    @Test
    void secondUse_inOneJob_hasItsOwnFilesAndReadsNothingOfTheFirst() {
        Use first = runner.uses("ssh", "true");
        first.main();
        String config = runner.variables.get("MACHINE_ID_SSH_CONFIG");
        runner.variables.put("MACHINE_ID_DIR", "/nowhere");
        runner.variables.put("TELEPORT_PROXY", "wrong.example.com");
        Use second = runner.uses("ssh", "true", "prefix", "READ_", "renew", "true");
        Outcome main = second.main();

        assertThat(main.code()).as(main.out()).isZero();
        assertThat(directory(second)).isNotEqualTo(directory(first));
        assertThat(runner.variables)
                .containsEntry("MACHINE_ID_SSH_CONFIG", config)
                .containsKey("READ_MACHINE_ID_SSH_CONFIG");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        assertThat(runner.run(SSH.replace("MACHINE_ID", "READ_MACHINE_ID")).out())
                .isEqualTo("on-42\n");
        assertThat(second.post().code()).isZero();
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        end(first);
    }

    @Test
    void secondUse_withTheSameDirectory_isRefused() {
        String place = runner.temporary.resolve("mine").toString();
        Use first = runner.uses("ssh", "true", "directory", place);
        assertThat(first.main().code()).isZero();
        Use second = runner.uses("ssh", "true", "directory", place);
        Outcome main = second.main();

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error")).contains("MID-1903");
        assertThat(second.post().code()).isZero();
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        end(first);
    }
}
