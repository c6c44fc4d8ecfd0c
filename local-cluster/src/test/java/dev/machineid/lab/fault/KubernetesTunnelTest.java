package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.TargetTunnel;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Generations;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.fault.LoadBalancer.Alpn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kubeconfig that leads to a tunnel on loopback, straight and past load balancers that end TLS. */
@Timeout(60)
class KubernetesTunnelTest {
    private static final String OUTPUT = "kubernetes:*,port=auto";

    @RegisterExtension
    static final LabClusterExtension NEW = new LabClusterExtension(lab -> lab.kubernetesCluster("prod"));

    @RegisterExtension
    static final LabClusterExtension OLD =
            new LabClusterExtension(lab -> lab.kubernetesCluster("prod").joinService(false));

    @TempDir
    Path directory;

    private final List<MachineIdException> failures = new CopyOnWriteArrayList<>();

    private static LoadBalancer before(LabCluster lab, Alpn alpn) throws Exception {
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port());
        return LoadBalancer.before(proxy, lab.root(), lab.web(), lab.web(), alpn);
    }

    private TargetTunnel tunnel(Login login) {
        return TargetTunnel.open(
                login.directory(),
                OutputSpec.parse(OUTPUT),
                new TargetTunnel.Settings(Map.of(), Optional.empty()),
                OptionalInt.empty(),
                Clock.systemUTC(),
                failures::add);
    }

    private void answers(Login login) throws Exception {
        Map<?, ?> config = Kubeconfig.of(login);
        assertThat(Kubeconfig.get(config, 0, Kubeconfig.PODS).body()).contains("app-prod");
        assertThat(Kubeconfig.get(config, 1, Kubeconfig.PODS).body()).contains("app-staging");
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "STRIPS, true",
        "HTTP_1_ONLY, true",
        "HTTP_2, true",
        "STRIPS, false",
        "HTTP_1_ONLY, false",
        "HTTP_2, false"
    })
    void kubeconfig_pastABalancer_reachesEveryCluster(Alpn alpn, boolean newer) throws Exception {
        LabCluster lab = (newer ? NEW : OLD).cluster();
        try (LoadBalancer balancer = before(lab, alpn);
                Login login = new FaultJob(lab, "127.0.0.1:" + balancer.port(), directory)
                        .option("outputs", OUTPUT)
                        .login();
                TargetTunnel tunnel = tunnel(login)) {
            answers(login);
            assertThat(tunnel.variables()).as("the kubeconfig says it").isEmpty();
        }
    }

    @Test
    void kubeconfig_whereNothingEndsTls_reachesThemToo() throws Exception {
        try (Login login = new FaultJob(NEW.cluster(), NEW.cluster().proxy(), directory)
                        .option("outputs", OUTPUT)
                        .login();
                TargetTunnel tunnel = tunnel(login)) {
            assertThat(Kubeconfig.of(login).toString())
                    .contains("https://127.0.0.1:" + tunnel.port() + "/v1/teleport/");
            answers(login);
        }
    }

    @Test
    void renewal_keepsThePort() throws Exception {
        try (Login login = new FaultJob(OLD.cluster(), OLD.cluster().proxy(), directory)
                        .option("outputs", OUTPUT)
                        .login();
                TargetTunnel tunnel = tunnel(login)) {
            login.renew();
            Path newest = Generations.current(login.directory()).orElseThrow();
            assertThat(newest).hasFileName("2");
            assertThat(Files.readString(newest.resolve("kubeconfig"))).contains("https://127.0.0.1:" + tunnel.port());
            answers(login);
        }
    }

    @Test
    void kubernetesWithoutAPort_pastABalancer_isRefusedWithTheWayOut() throws Exception {
        try (LoadBalancer balancer = before(NEW.cluster(), Alpn.STRIPS)) {
            FaultJob job = new FaultJob(NEW.cluster(), "127.0.0.1:" + balancer.port(), directory)
                    .option("outputs", "identity, kubernetes:staging");

            DeniedException denied = catchThrowableOfType(
                    DeniedException.class, () -> job.login().close());

            assertThat(denied.code()).isEqualTo(ErrorCode.OUTPUT_CANNOT_PASS);
            assertThat(denied.advice()).contains("kubernetes:staging,port=auto");
            assertThat(job.filesLeft()).isEmpty();
        }
    }
}
