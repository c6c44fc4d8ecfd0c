package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Running;
import dev.machineid.action.FakeRunner.Use;
import dev.machineid.lab.fault.ConnectProxy;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whole jobs: launcher, packaged action, a local cluster, and OpenSSH in the next step. */
class ActionCheck extends JobCheck {
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

    private static String mode(Path path) {
        try {
            return Files.isSymbolicLink(path)
                    ? "rwx------"
                    : java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
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
        assertThat(runner.masks).containsAll(lines);
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
                .contains("MID-1102", "permissions: id-token: write", "pull requests from forks");
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

    @Test
    void exportEnv_false_exportsNothing() {
        int before = runner.variables.size();
        Use use = runner.uses("ssh", "true", "export-env", "false");
        Outcome main = use.main();

        assertThat(main.code()).isZero();
        assertThat(runner.variables).hasSize(before);
        String config = main.outputs().get("ssh-config");
        assertThat(runner.run("ssh -n -F '" + config + "' root@node-1 'echo ok'")
                        .out())
                .isEqualTo("ok\n");
        end(use);
    }

    @Test
    void run_script_aloneGetsTheCredentials() {
        int before = runner.variables.size();
        Use use = runner.uses(
                "ssh",
                "true",
                "run",
                SSH + "\necho \"tokens: ${ACTIONS_ID_TOKEN_REQUEST_TOKEN-none} ${INPUT_TOKEN-none}\"\nexit 7");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isEqualTo(7);
        assertThat(main.out()).contains("on-42\n", "tokens: none none");
        assertThat(runner.variables).hasSize(before);
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void openssl_form_needsNoJavaInTheNextStep() {
        Use use = runner.uses("outputs", "ssh,proxy-command=openssl");
        assertThat(use.main().code()).isZero();

        assertThat(runner.run("cat \"$MACHINE_ID_SSH_CONFIG\" \"$MACHINE_ID_DIR/ssh_proxy_config\"")
                        .out())
                .contains("openssl s_client")
                .doesNotContain("java");
        Outcome ssh = runner.run(SSH);
        assertThat(ssh.out()).as(ssh.err()).isEqualTo("on-42\n");
        end(use);
    }

    /** One of two uses may not renew, so that half a minute is waited only once. */
    @Test
    void directory_inTheWorkspace_needsThePermission() {
        String place = runner.workspace.resolve("secrets").toString();
        Outcome refused = runner.uses("ssh", "true", "directory", place).main();
        assertThat(refused.commands("error")).contains("MID-1602");
        assertThat(runner.left()).isEmpty();

        Use allowed = runner.uses("ssh", "true", "directory", "secrets", "allow-workspace", "true");
        assertThat(allowed.main().code()).isZero();
        assertThat(runner.run("ls secrets/.machine-id.json").code()).isZero();
        end(allowed);
    }

    @Test
    void proxy_ofTheRunner_isTakenForTheCluster() throws IOException {
        try (ConnectProxy proxy = new ConnectProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()),
                dev.machineid.core.secret.Secret.of("user:pass word"))) {
            runner.variables.put("HTTPS_PROXY", "http://user:pass%20word@127.0.0.1:" + proxy.port());
            Use use = runner.uses("ssh", "true");
            Outcome main = use.main();

            assertThat(main.code()).as(main.out() + main.err()).isZero();
            assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
            assertThat(proxy.asked()).hasSizeGreaterThan(1).allMatch(cluster.proxy()::equals);
            assertThat(main.out()).doesNotContain("pass%20word").doesNotContain("pass word");
            end(use);
        }
    }

    @Test
    void engine_doesNotStart_goesOnWithALoudWarning() {
        runner.variables.put("JAVA_TOOL_OPTIONS", "-Dpolyglot.engine.NoSuchOption=true");
        Use use = runner.uses("ssh", "true");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out() + main.err()).isZero();
        assertThat(main.commands("warning")).contains("title=Machine ID", "MID-1901", "java-home");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        end(use);
    }

    @Test
    void files_ofTheRunner_missing_isSaid() {
        runner.variables.put("GITHUB_ENV", "unused");
        Use use = runner.uses("ssh", "true");
        Running running = use.start("main.js");
        FakeRunner.await(() -> !runner.left().isEmpty() || !running.process.isAlive());
        runner.home.resolve("step-1/ENV").toFile().delete();
        Outcome main = running.end();

        assertThat(main.code()).isEqualTo(1);
        assertThat(main.commands("error")).contains("MID-1902", "Missing file at path");
        assertThat(runner.left()).isEmpty();
    }

    @Test
    void dryRun_writesAndSpendsNothing() {
        Use use = runner.uses("ssh", "true", "dry-run", "true");
        int joins = cluster.counters().joins();
        Outcome main = use.main();

        assertThat(main.code()).as(main.out()).isZero();
        assertThat(main.out()).contains("dry run: would join lab-root");
        assertThat(cluster.counters().joins()).isEqualTo(joins);
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void config_file_givesTheSameWords() throws IOException {
        Files.writeString(
                runner.workspace.resolve("machine-id.yaml"), "token: deploy-github\noutputs: [ssh]\nttl: 20m\n");
        Use use = runner.uses("config", "machine-id.yaml", "token", "");
        Outcome main = use.main();

        assertThat(main.code()).as(main.out()).isZero();
        assertThat(main.out()).contains("asked 20m");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        Files.delete(runner.workspace.resolve("machine-id.yaml"));
        end(use);
    }

    @Test
    void alias_ofAnOlderAction_isUnderstood() {
        Use use = runner.uses("ssh", "true", "certificate-ttl", "25m");
        assertThat(use.main().out()).contains("asked 25m");
        end(use);
    }
}
