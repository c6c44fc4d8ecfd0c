package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Outcome;
import dev.machineid.action.FakeRunner.Running;
import dev.machineid.action.FakeRunner.Use;
import dev.machineid.lab.fault.ConnectProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What the inputs of the action change, from its start to its post step. */
class ActionInputsCheck extends ActionUse {
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
