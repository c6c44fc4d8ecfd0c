package dev.machineid.lab.fault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.Login;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.lab.LabBuilder;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.TestClient;
import dev.machineid.lab.TestTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kubeconfig of a login leads through the proxy's TLS routing to the Kubernetes API behind it. */
@Timeout(60)
class KubernetesTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(KubernetesTest::clusters);

    @RegisterExtension
    static final LabClusterExtension OLD =
            new LabClusterExtension(lab -> clusters(lab).joinService(false));

    private static final List<String> EVERY =
            List.of("lab-root-eu-1", "lab-root-eu-2", "lab-root-eu-3", "lab-root-prod", "lab-root-staging");

    /** More than the lab shows on one page. */
    private static LabBuilder clusters(LabBuilder lab) {
        return lab.kubernetesCluster("prod", Map.of("env", "prod", "team", "web"))
                .kubernetesCluster("eu-1")
                .kubernetesCluster("eu-2")
                .kubernetesCluster("eu-3");
    }

    private final LabCluster cluster = LAB.cluster();

    @TempDir
    Path directory;

    private FaultJob job(String outputs) throws IOException {
        return job(cluster, outputs);
    }

    private FaultJob job(LabCluster of, String outputs) throws IOException {
        return new FaultJob(of, of.proxy(), directory).option("outputs", outputs);
    }

    @Test
    void kubeconfig_inAnyClient_listsThePods() throws Exception {
        try (Login login = job("kubernetes:staging").login()) {
            TestClient.Answer pods = Kubeconfig.get(Kubeconfig.of(login), 0, Kubeconfig.PODS);

            assertThat(pods.status()).as(pods.body()).isEqualTo(200);
            assertThat(pods.body()).contains("app-staging", "Running", "bot-ci");
        }
    }

    @Test
    void kubeconfig_ofTwoClusters_hasOneCertificateForBothWhereTheServerCan() throws Exception {
        twoClusters("kubernetes:staging, kubernetes:prod", LAB.cluster(), 1);
    }

    @Test
    void kubeconfig_ofTwoClustersOfAnOlderServer_hasACertificateForEach() throws Exception {
        twoClusters("kubernetes:staging, kubernetes:prod", OLD.cluster(), 2);
        twoClusters("kubernetes:staging, kubernetes,labels=env:prod", OLD.cluster(), 2);
    }

    @Test
    void labelsAndEvery_giveTheClustersThatMatch() throws Exception {
        twoClusters("kubernetes,labels=env:staging; kubernetes,labels=\"env:prod,team:web\"", LAB.cluster(), 1);
        for (LabCluster of : List.of(LAB.cluster(), OLD.cluster())) {
            try (Login login = job(of, "kubernetes:*").login()) {
                List<?> contexts = (List<?>) requireNonNull(Kubeconfig.of(login).get("contexts"));
                assertThat(contexts.stream().map(context -> String.valueOf(((Map<?, ?>) context).get("name"))))
                        .containsExactlyElementsOf(EVERY);
            }
        }
    }

    private void twoClusters(String outputs, LabCluster cluster, int users) throws Exception {
        try (Login login = job(cluster, outputs).login()) {
            Map<?, ?> config = Kubeconfig.of(login);

            assertThat(config.get("current-context")).isEqualTo("lab-root-staging");
            assertThat(Kubeconfig.get(config, 0, Kubeconfig.PODS).body()).contains("app-staging");
            assertThat(Kubeconfig.get(config, 1, Kubeconfig.PODS).body()).contains("app-prod");
            assertThat((List<?>) config.get("users")).hasSize(users);
            assertThat(config.toString().contains("/v1/teleport/")).isEqualTo(users == 1);
            assertThat((List<?>) config.get("contexts")).hasSize(2);
        }
    }

    @Test
    void kubectl_withTheKubeconfig_listsThePods() throws Exception {
        try (Login login = job("kubernetes:staging").login()) {
            String kubeconfig = requireNonNull(login.environment().get("KUBECONFIG"));
            String pods = kubectl(kubeconfig, "get", "pods", "--no-headers");
            assertThat(pods).containsPattern("app-staging\\s+1/1\\s+Running");
            assertThat(kubectl(kubeconfig, "config", "current-context")).isEqualTo("lab-root-staging\n");
        }
    }

    private String kubectl(String kubeconfig, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("kubectl", "--cache-dir", directory + "/cache"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile());
        builder.environment().put("KUBECONFIG", kubeconfig);
        builder.environment().put("HOME", directory.toString());
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException notInstalled) {
            return Assumptions.abort("kubectl is not installed; the same request was made by the Java client");
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("err")))
                .isZero();
        return out;
    }

    @Test
    void unknownKubernetesCluster_isRefusedAndNothingIsDelivered() throws Exception {
        FaultJob job = job("kubernetes:nope");

        DeniedException denied =
                catchThrowableOfType(DeniedException.class, () -> job.login().close());

        assertThat(denied.code()).isEqualTo(ErrorCode.TARGET_NOT_FOUND);
        assertThat(denied.render())
                .contains("kubernetes cluster \"nope\" is not registered in this teleport cluster")
                .contains("they see: eu-1, eu-2, eu-3");
        assertThat(job.filesLeft()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kubernetes:staging, kubernetes:nope; TARGET_NOT_FOUND; the Kubernetes cluster nope",
                "kubernetes,labels=env:nope; NOTHING_MATCHES; labels env:nope",
                "kubernetes,labels='env:staging,team:web'; NOTHING_MATCHES; they see: eu-1, eu-2, eu-3",
            })
    void whatMatchesNothing_isRefusedAndNamesWhatIsThere(String outputs, ErrorCode code, String words)
            throws Exception {
        for (LabCluster of : List.of(LAB.cluster(), OLD.cluster())) {
            FaultJob job = job(of, outputs);

            DeniedException denied = catchThrowableOfType(
                    DeniedException.class, () -> job.login().close());

            assertThat(denied.code()).isEqualTo(code);
            assertThat(denied.render()).contains(words).contains("kubernetes_labels");
            assertThat(job.filesLeft()).isEmpty();
        }
    }

    @Test
    void selection_besideOtherOutputs_costsOneMoreConnection() throws Exception {
        int alone;
        try (Login login = job("identity").login()) {
            alone = login.report().connections();
        }
        try (Login login = job("identity, kubernetes:*").login()) {
            assertThat(login.report().connections()).isLessThanOrEqualTo(alone + 1);
        }
    }

    @Test
    void certificateWithoutAKubernetesCluster_isNotServed() throws Exception {
        try (Login login = job("identity, kubernetes:staging").login()) {
            var identity = FaultJob.identity(login);
            SSLSocket socket = TestTls.connect(
                    cluster.port(),
                    cluster.root().host().certificate(),
                    "kube-teleport-proxy-alpn.localhost",
                    new TestTls.Identity(identity.privateKey(), List.of(identity.tls())),
                    "http/1.1");

            assertThat(TestClient.http(socket, "GET", Kubeconfig.PODS, "").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void noCertificate_isNotServed() {
        assertThatThrownBy(() -> TestClient.http(
                        TestTls.connect(
                                cluster.port(),
                                cluster.root().host().certificate(),
                                "kube-teleport-proxy-alpn.localhost",
                                null,
                                "http/1.1"),
                        "GET",
                        Kubeconfig.PODS,
                        ""))
                .isInstanceOf(IOException.class);
    }
}
