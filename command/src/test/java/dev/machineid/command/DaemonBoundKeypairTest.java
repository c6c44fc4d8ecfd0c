package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.KeptCredentials;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.BoundKeypairToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose bot has a key pair of its own: registered once by a secret, proved by the key ever after. */
@Timeout(300)
class DaemonBoundKeypairTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @TempDir
    Path directory;

    @Test
    void runs_afterTheFirst_proveTheKeyAndSpendNoSecret() throws Exception {
        TestRun run = new TestRun(directory, LAB.cluster());
        Secret secret = Secret.of(UUID.randomUUID().toString());
        BoundKeypairToken token = BoundKeypairToken.registering("runner-7", secret);
        LAB.cluster().addToken(token);
        Path file = Files.writeString(directory.resolve("secret"), secret.reveal());
        Path kept = directory.resolve("kept");
        Path config = Files.writeString(
                directory.resolve("daemon.yaml"),
                "proxy: " + LAB.cluster().proxy() + "\nca-file: " + directory.resolve("ca.pem")
                        + "\nlisten: none\njoin-method: bound_keypair\ntoken: runner-7\nsecret-file: " + file
                        + "\nstate-directory: " + directory.resolve("state") + "\ndirectory: " + kept
                        + "\noutputs: [ssh, identity]\n");

        for (int turn = 1; turn <= 3; turn++) {
            TestRun.Outcome once = run.run("daemon", "--config", config.toString(), "--once");
            assertThat(once.code()).as(once.err()).isZero();
            assertThat(once.err()).contains("new credentials until").doesNotContain(secret.reveal());
            Path generation = KeptCredentials.find(kept).orElseThrow().generation();
            assertThat(generation).hasFileName(String.valueOf(turn));
            Kept.requireWhole(generation.resolve("identity"));
            Files.writeString(file, "spent");
        }

        assertThat(token.recoveries()).isOne();
    }
}
