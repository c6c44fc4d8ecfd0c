package dev.machineid.spacelift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A worker beside a cluster with a bot for the plan, one for the apply, and one whose certificates are short. */
abstract class RunOnLab {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.role(LabRole.of("plan", "ci"))
            .role(LabRole.of("apply", "ci"))
            .role(LabRole.of("short", "ci").withMaxSessionTtl(Duration.ofMinutes(20)))
            .bot("plan", "plan")
            .bot("apply", "apply")
            .bot("short", "short")
            .joinToken(
                    LabToken.spacelift("plan-app").bot("plan").allow(Map.of("space_id", "production", "scope", "read")))
            .joinToken(LabToken.spacelift("apply-app")
                    .bot("apply")
                    .allow(Map.of("space_id", "production", "scope", "write")))
            .joinToken(LabToken.spacelift("short-app").bot("short").allow(Map.of("space_id", "production")))
            .joinToken(LabToken.genericOidc("open-app", "https://" + LabToken.SPACELIFT_HOST, LabToken.SPACELIFT_HOST)
                    .allow(Map.of("spaceId", "production", "callerId", "app"))));

    /** What a phase does with its credentials. */
    static final String REACH =
            "ssh -F \"$MACHINE_ID_SSH_CONFIG\" -l ci node-1 'echo \"reached by $SSH_TELEPORT_USER\"'";

    @TempDir
    Path directory;

    final LabCluster cluster = LAB.cluster();
    private int joinsBefore;

    @BeforeEach
    void count() {
        joinsBefore = cluster.counters().joins();
    }

    /** Joins of this test so far. */
    int joins() {
        return cluster.counters().joins() - joinsBefore;
    }

    Run run(String token, String... shell) throws IOException {
        return new Worker(directory, cluster).run(token, shell);
    }

    Run idToken(Run run, TokenShape shape) throws IOException {
        return run.idToken(cluster.issuer().mint(shape));
    }

    /** The run ends, and nothing is left. */
    static void endsClean(Run run, String state) throws Exception {
        Outcome end = run.end(state);
        assertThat(end.log()).doesNotContain("SIMULATOR").doesNotContain("error");
        assertThat(end.code()).isZero();
        assertThat(run.container().leftovers()).isEmpty();
        assertThat(run.workspaceFilesWith("PRIVATE KEY")).isEmpty();
    }

    static Outcome works(Outcome outcome) {
        assertThat(outcome.log()).doesNotContain("SIMULATOR");
        assertThat(outcome.code()).as(outcome.log()).isZero();
        return outcome;
    }

    /** The hook failed with this, the phase did not run, and nothing is left. */
    static void refused(Run run, Outcome outcome, String... words) throws Exception {
        assertThat(outcome.code()).as(outcome.log()).isEqualTo(Outcome.HOOK_FAILED);
        assertThat(outcome.log()).contains(words).contains("hint: ").doesNotContain("SIMULATOR", "the phase ran");
        endsClean(run, "FAILED");
    }
}
