package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.fault.LoadBalancer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real kubectl past a load balancer that ends TLS. */
@Timeout(120)
@ExtendWith(LabClusterExtension.class)
class KubernetesPastBalancerTest {
    private static final String OUTPUT = "kubernetes:staging,port=auto";
    private static final String[] PODS = {"kubectl", "get", "pods", "--no-headers"};

    @TempDir
    Path directory;

    private LoadBalancer balancer;
    private TestRun run;

    @BeforeEach
    void job(LabCluster cluster) throws Exception {
        balancer = LoadBalancer.before(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port()),
                cluster.root(),
                cluster.web(),
                cluster.web(),
                LoadBalancer.Alpn.HTTP_2);
        run = new TestRun(directory, cluster);
    }

    @AfterEach
    void stop() {
        balancer.close();
    }

    private String proxy() {
        return "localhost:" + balancer.port();
    }

    @Test
    void exec_givesKubectlATunnel() throws Exception {
        TestRun.Outcome outcome = run.run(
                "exec", "--proxy", proxy(), "--outputs", OUTPUT, "--", "sh", "-c", String.join(" ", PODS) + " > out");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(java.nio.file.Files.readString(run.work.resolve("out")))
                .containsPattern("app-staging\\s+1/1\\s+Running");
        assertThat(run.files()).isZero();
    }

    @Test
    void login_givesItToLaterCommands_untilLogout() throws Exception {
        TestRun.Outcome login = run.run("login", "--proxy", proxy(), "--outputs", OUTPUT);
        assertThat(login.code()).as(login.err()).isZero();
        assertThat(login.err()).contains("kubernetes staging at 127.0.0.1:2");
        run.variables.putAll(TestRun.exported(login.out()));

        assertThat(run.command(PODS).out()).containsPattern("app-staging\\s+1/1\\s+Running");
        assertThat(run.run("logout").code()).isZero();
        assertThat(run.command(PODS).code()).as("no tunnel, no kubeconfig").isNotZero();
    }

    @Test
    void login_withoutAPort_saysHowToGetATunnel() throws Exception {
        TestRun.Outcome login = run.run("login", "--proxy", proxy(), "--outputs", "kubernetes:staging");

        assertThat(login.code()).isNotZero();
        assertThat(login.err()).contains("MID-1412", "write kubernetes:staging,port=auto");
        assertThat(run.files()).isZero();
    }
}
