package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.BoundKeypairToken;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LabClusterExtension.class)
class KeypairVerbTest {
    @TempDir
    Path directory;

    private String state() {
        return directory.resolve("state").toString();
    }

    @Test
    void create_printsTheKeyAndTheLinesAndNothingSecret() throws Exception {
        TestRun.Outcome outcome = new TestRun(directory).run("keypair", "create", "--state-directory", state());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        String line = outcome.out().lines().findFirst().orElse("").replace("public key: ", "");
        assertThat(line).startsWith("ecdsa-sha2-nistp256 AAAA");
        assertThat(outcome.out())
                .contains("      initial_public_key: \"" + line + "\"\n")
                .doesNotContain("PRIVATE");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(state()))))
                .isEqualTo("rwx------");
    }

    @Test
    void create_again_isRefusedAndChangesNothing() throws Exception {
        TestRun run = new TestRun(directory);
        run.run("keypair", "create", "--state-directory", state());
        byte[] before = Files.readAllBytes(Path.of(state(), "state.json"));
        TestRun.Outcome outcome = run.run("keypair", "create", "--state-directory", state());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("MID-1126").contains("public key: ecdsa-sha2-nistp256");
        assertThat(outcome.out()).isEmpty();
        assertThat(Files.readAllBytes(Path.of(state(), "state.json"))).isEqualTo(before);
    }

    @Test
    void create_json_isOneObjectWithTheSpec() throws Exception {
        TestRun run = new TestRun(directory);
        run.variables.put("MACHINE_ID_OPT_STATE_DIRECTORY", state());
        TestRun.Outcome outcome = run.run("keypair", "create", "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .startsWith("{\"state_directory\":\"" + state() + "\",\"public_key\":\"ecdsa-sha2-nistp256 ")
                .contains("\"spec\":{\"join_method\":\"bound_keypair\",\"bound_keypair\":{\"onboarding\":"
                        + "{\"initial_public_key\":\"ecdsa-");
    }

    @Test
    void create_inTheWorkspace_isRefused() throws Exception {
        TestRun run = new TestRun(directory);
        TestRun.Outcome outcome = run.run("keypair", "create", "--state-directory", "state");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("MID-1602");
        assertThat(run.run("keypair", "create", "--state-directory", "state", "--allow-workspace")
                        .code())
                .isZero();
    }

    @Test
    void wrongUse_isExplained() throws Exception {
        TestRun run = new TestRun(directory);
        assertThat(run.run("keypair", "--state-directory", state()).err())
                .contains("MID-1002")
                .contains("create");
        assertThat(run.run("keypair", "remove", "--state-directory", state()).code())
                .isEqualTo(2);
        assertThat(run.run("keypair", "create", "more", "--state-directory", state())
                        .code())
                .isEqualTo(2);
        assertThat(run.run("keypair", "create").err()).contains("MID-1003").contains("--state-directory");
        assertThat(Files.exists(Path.of(state()))).isFalse();
    }

    @Test
    void help_saysWhatComesNext() throws Exception {
        TestRun.Outcome outcome = new TestRun(directory).run("keypair", "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("usage: machine-id keypair create --state-directory DIR")
                .contains("--join-method bound_keypair");
    }

    @Test
    void createdKey_registeredByItsLine_joins(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        String line = run.run("keypair", "create", "--state-directory", state())
                .out()
                .lines()
                .findFirst()
                .orElse("")
                .replace("public key: ", "");
        cluster.addToken(BoundKeypairToken.of("runner", line));
        for (int turn = 0; turn < 2; turn++) {
            TestRun.Outcome outcome = run.run(
                    "login", "--token", "runner", "--join-method", "bound_keypair", "--state-directory", state());
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err()).contains("joined by bound_keypair");
        }
    }

    @Test
    void secretOnce_thenTheStateAlone_logsIn(LabCluster cluster) throws Exception {
        TestRun run = new TestRun(directory, cluster);
        cluster.addToken(LabToken.secret("kept").secretValue(Secret.of("kept-secret-value")));
        run.variables.put("MACHINE_ID_OPT_TOKEN", "kept");
        run.variables.put("MACHINE_ID_OPT_JOIN_METHOD", "token");
        run.variables.put("MACHINE_ID_OPT_STATE_DIRECTORY", state());
        run.variables.put("JOIN_SECRET", "kept-secret-value");
        TestRun.Outcome first = run.run("login", "--secret-env", "JOIN_SECRET");
        assertThat(first.code()).as(first.err()).isZero();
        run.variables.remove("JOIN_SECRET");
        TestRun.Outcome second = run.run("login");
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.err()).doesNotContain("warning").contains("joined by token");
        assertThat(run.run("login", "--dry-run").code()).isZero();
    }
}
