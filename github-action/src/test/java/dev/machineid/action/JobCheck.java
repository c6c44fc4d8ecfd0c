package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.FakeRunner.Use;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.issuer.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One job for each test, on a stand-in of the runner, at a local cluster. */
@Timeout(180)
abstract class JobCheck {
    static final String SSH = "ssh -n -F \"$MACHINE_ID_SSH_CONFIG\" root@node-1 'echo on-$((40+2))'";

    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(builder -> builder.bot("held", "ci"));

    @TempDir
    Path directory;

    FakeRunner runner;
    LabCluster cluster;

    @BeforeEach
    void start(LabCluster shared) throws IOException {
        cluster = shared;
        cluster.mint().shape(Shapes.github());
        runner = new FakeRunner(directory).at(cluster);
    }

    /** The job's end: every post step, last one first; nothing may be left then. */
    void end(Use... uses) {
        for (int i = uses.length - 1; i >= 0; i--) {
            assertThat(uses[i].post().code()).isZero();
        }
        assertThat(runner.left()).isEmpty();
        // ssh does not wait for its ProxyCommand, which ends a moment later.
        FakeRunner.await(() -> runner.processes().isEmpty());
    }

    static String directory(Use use) {
        return use.state.getOrDefault("directory", "none");
    }
}
