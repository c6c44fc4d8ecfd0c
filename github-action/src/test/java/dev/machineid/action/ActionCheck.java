package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Running;
import dev.machineid.action.FakeRunner.Use;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Registry;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.fault.ConnectProxy;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole jobs: launcher, packaged action, a local cluster, and OpenSSH in the next step. */
@Timeout(180)
class ActionCheck {
    private static final String SSH = "ssh -n -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 'echo on-$((40+2))'";

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.bot("held", "ci"));

    @TempDir
    Path directory;

    private FakeRunner runner;
    private LabCluster cluster;

    @BeforeEach
    void start(LabCluster shared) throws IOException {
        cluster = shared;
        cluster.mint().shape(Shapes.github());
        runner = new FakeRunner(directory).at(cluster);
    }

    /** The job's end: every post step, last one first; nothing may be left then. */
    private void end(Use... uses) {
        for (int i = uses.length - 1; i >= 0; i--) {
            assertThat(uses[i].post().code()).isZero();
        }
        assertThat(runner.left()).isEmpty();
        // ssh does not wait for its ProxyCommand, which ends a moment later.
        FakeRunner.await(() -> runner.processes().isEmpty());
    }

    private static String directory(Use use) {
        return use.state.getOrDefault("directory", "none");
    }

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

    @Test
    void laterStep_fails_postStillCleans() {
        Use use = runner.uses("ssh", "true");
        use.main();

        assertThat(runner.run("exit 3").code()).isEqualTo(3);
        assertThat(runner.left()).isNotEmpty();
        end(use);
    }

    @Test
    void post_withoutMain_doesNothing() {
        Outcome post = runner.uses().post();

        assertThat(post.code()).isZero();
        assertThat(post.out() + post.err()).isEmpty();
    }

    @Test
    void post_twice_isNoFailure() {
        Use use = runner.uses("ssh", "true");
        use.main();
        end(use);
        end(use);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void cancel_whileItWaitsForTheToken_leavesNothing(String signal) {
        cluster.mint().failNext(1000, 503);
        Use use = runner.uses("ssh", "true", "timeout", "5m");
        Running running = use.start("main.js");
        running.await(() -> !runner.left().isEmpty() && running.said().contains("ID token url"));
        running.signal(signal);
        Outcome main = use.end(running);
        cluster.mint().failNext(0, 200);

        assertThat(main.code()).isEqualTo(signal.equals("INT") ? 130 : 143);
        end(use);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void cancel_whileTheScriptRuns_endsItAndLeavesNothing(String signal) {
        Use use = runner.uses("ssh", "true", "run", "echo started-$$; exec sleep 1000");
        Running running = use.start("main.js");
        running.await(() -> running.said().contains("started-"));
        Matcher pid = Pattern.compile("started-(\\d+)").matcher(running.said());
        assertThat(pid.find()).isTrue();
        running.signal(signal);
        Outcome main = use.end(running);

        assertThat(main.code()).isEqualTo(signal.equals("INT") ? 130 : 143);
        FakeRunner.await(() -> ProcessHandle.of(Long.parseLong(pid.group(1)))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
        assertThat(runner.left()).isEmpty();
        end(use);
    }

    @Test
    void killed_withoutWarning_postCleans() {
        cluster.mint().failNext(1000, 503);
        Use use = runner.uses("ssh", "true", "renew", "true");
        Running running = use.start("main.js");
        running.await(() -> running.said().contains("ID token url"));
        running.process.descendants().forEach(ProcessHandle::destroyForcibly);
        running.process.destroyForcibly();
        use.end(running);
        cluster.mint().failNext(0, 200);

        assertThat(runner.left()).isNotEmpty();
        end(use);
    }

    /** One of two uses may not renew, so that half a minute is waited only once. */
    @Test
    void renew_inTheBackground_replacesCertificates_saysARefusalInPost_andEndsWithIt() {
        cluster.addToken(LabToken.github("deploy-held").bot("held").allow(Map.of("repository", "acme/app")));
        Use use = runner.uses("ssh", "true", "renew", "true", "ttl", "1m");
        Outcome main = use.main();
        Use held = runner.uses("token", "deploy-held", "ssh", "true", "renew", "true", "ttl", "1m", "prefix", "HELD_");
        Outcome other = held.main();
        cluster.lock("held", "maintenance window");
        assertThat(main.code()).as(main.out()).isZero();
        assertThat(other.code()).as(other.out()).isZero();
        Path place = Path.of(directory(use));

        assertThat(Registry.read(place).flatMap(Marker::renewer)).isPresent();
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        assertThat(runner.processes().stream().filter(line -> line.contains(" renew ")))
                .hasSize(2);
        assertThat(FakeRunner.read(Path.of("/proc", String.valueOf(use.state.get("renewal")), "cmdline")))
                .contains("renew")
                .doesNotContain(cluster.mint().requestToken().reveal());
        FakeRunner.await(() -> Files.exists(place.resolve("generations/2/ssh_config"))
                && FakeRunner.read(Path.of(directory(held), "renewal.log")).contains("MID-1208"));
        assertThat(runner.run("readlink \"$MACHINE_ID_DIR\"").out()).contains("generations/2");
        assertThat(runner.run(SSH).out()).isEqualTo("on-42\n");
        Outcome post = held.post();
        cluster.unlock("held");

        assertThat(post.commands("warning")).contains("title=Machine ID", "MID-1208", "maintenance window");
        end(use);
    }

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
