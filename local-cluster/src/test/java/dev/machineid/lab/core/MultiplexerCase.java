package dev.machineid.lab.core;

import dev.machineid.core.Login;
import dev.machineid.core.multiplexer.SshMultiplexer;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A login with a multiplexer that serves it. */
abstract class MultiplexerCase {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension();

    @TempDir
    Path directory;

    final LabCluster cluster = LAB.cluster();
    Login login;
    Served served;

    @BeforeEach
    void serve() throws Exception {
        login = new FakeJob(cluster, directory)
                .option("token", "deploy-github")
                .onGitHub(cluster)
                .login();
        served = new Served(login, cluster.proxy(), directory, SshMultiplexer.PATIENCE);
    }

    @AfterEach
    void end() {
        served.close();
        login.close();
    }
}
