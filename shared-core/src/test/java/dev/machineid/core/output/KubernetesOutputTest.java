package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class KubernetesOutputTest {
    private static final Path GENERATION = Path.of("/run/mid/generations/3");
    private static final Path CURRENT = Path.of("/run/mid/current");

    private final TestAuthority authority = new TestAuthority("lab-root");
    private final JobKey key = JobKey.p256();
    private final Credentials credentials = authority.credentials(key);

    private X509Certificate certificate(String name) {
        return authority.tls(key, new X500Name("CN=bot-ci,O=" + name), TestAuthority.END);
    }

    private Delivery write(String host, int port, String... clusters) {
        Map<String, X509Certificate> certificates = new LinkedHashMap<>();
        for (String cluster : clusters) {
            certificates.put(cluster, certificate("ci"));
        }
        return new KubernetesOutput(certificates, false, Optional.empty(), Optional.empty())
                .write(credentials, new Place(GENERATION, CURRENT, host, port));
    }

    private static Map<?, ?> parse(Delivery delivery) {
        Secret text = Objects.requireNonNull(delivery.files().get("kubeconfig"));
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text.reveal());
    }

    private static Map<?, ?> entry(Map<?, ?> config, String list, int index, String inner) {
        return (Map<?, ?>) Objects.requireNonNull(item(config, list, index).get(inner));
    }

    private static Map<?, ?> item(Map<?, ?> config, String list, int index) {
        return (Map<?, ?>) ((List<?>) Objects.requireNonNull(config.get(list))).get(index);
    }

    private static String decoded(Map<?, ?> of, String name) {
        return new String(Base64.getDecoder().decode(String.valueOf(of.get(name))), StandardCharsets.UTF_8);
    }

    @Test
    void kubeconfig_oneCluster_isWhatKubectlReads() {
        Map<?, ?> config = parse(write("proxy.example.com", 443, "staging"));

        assertThat(config.get("apiVersion")).isEqualTo("v1");
        assertThat(config.get("kind")).isEqualTo("Config");
        assertThat(config.get("current-context")).isEqualTo("lab-root-staging");
        Map<?, ?> server = entry(config, "clusters", 0, "cluster");
        assertThat(server.get("server")).isEqualTo("https://proxy.example.com:443");
        assertThat(server.get("tls-server-name")).isEqualTo("kube-teleport-proxy-alpn.proxy.example.com");
        assertThat(TlsCertificates.parse(decoded(server, "certificate-authority-data")))
                .isEqualTo(credentials.root().tlsCertificates());
        Map<?, ?> context = entry(config, "contexts", 0, "context");
        assertThat(context.get("cluster")).isEqualTo(item(config, "clusters", 0).get("name"));
        assertThat(context.get("user")).isEqualTo(item(config, "users", 0).get("name"));
    }

    @Test
    void kubeconfig_user_hasTheJobsKeyAndTheClustersOwnCertificate() {
        X509Certificate bound = certificate("ci");
        Delivery delivery = new KubernetesOutput(Map.of("staging", bound), false, Optional.empty(), Optional.empty())
                .write(credentials, new Place(GENERATION, CURRENT, "proxy.example.com", 443));

        Map<?, ?> user = entry(parse(delivery), "users", 0, "user");

        assertThat(TlsCertificates.parse(decoded(user, "client-certificate-data")))
                .containsExactly(bound);
        assertThat(decoded(user, "client-key-data"))
                .isEqualTo(credentials.key().privatePem().reveal());
    }

    @Test
    void kubeconfig_severalClusters_hasAContextForEachAndTheFirstIsCurrent() {
        Map<?, ?> config = parse(write("proxy.example.com", 443, "staging", "prod", "eu-1"));

        assertThat((List<?>) config.get("clusters")).hasSize(1);
        assertThat((List<?>) config.get("users")).hasSize(3);
        assertThat(config.get("current-context")).isEqualTo("lab-root-staging");
        assertThat(item(config, "contexts", 2).get("name")).isEqualTo("lab-root-eu-1");
        assertThat(item(config, "users", 1).get("name")).isEqualTo("lab-root-prod");
    }

    @ParameterizedTest
    @CsvSource({
        "::1, 'https://[::1]:3080'",
        "192.0.2.7, https://192.0.2.7:3080",
        "2001:db8::7, 'https://[2001:db8::7]:3080'"
    })
    void kubeconfig_proxyByAddress_usesTheNameEveryProxyHas(String host, String url) {
        Map<?, ?> server = entry(parse(write(host, 3080, "staging")), "clusters", 0, "cluster");

        assertThat(server.get("server")).isEqualTo(url);
        assertThat(server.get("tls-server-name")).isEqualTo("kube-teleport-proxy-alpn.teleport.cluster.local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"b", "a'b", "a\\b", "a: b", "- a", "#a", "a #b", "{a}", "&a", "*a", "!a", "%a", "@a", "`a`", "true",
                "null", "1.5", "~", "a, b", "---", "ä-雪", "$(id)"
            })
    void kubeconfig_hostileClusterName_isOneName(String name) {
        Map<?, ?> config = parse(write("proxy.example.com", 443, name, "second"));

        assertThat(config.get("current-context")).isEqualTo("lab-root-" + name);
        assertThat(item(config, "contexts", 0).get("name")).isEqualTo("lab-root-" + name);
        assertThat(item(config, "users", 0).get("name")).isEqualTo("lab-root-" + name);
        assertThat((List<?>) config.get("users")).hasSize(2);
    }

    /** They cannot come through the options; if they did, they would stay one value. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nusers: []", "a\tb", "a\u2028b", "a\u202eb"})
    void kubeconfig_controlCharacters_doNotChangeItsStructure(String name) {
        Map<?, ?> config = parse(write("proxy.example.com", 443, name));

        assertThat((List<?>) config.get("users")).hasSize(1);
        assertThat((List<?>) config.get("contexts")).hasSize(1);
        assertThat(config.get("current-context"))
                .isEqualTo(item(config, "contexts", 0).get("name"));
    }

    @Test
    void kubeconfig_longName_isNotCut() {
        String name = "c".repeat(250);

        assertThat(parse(write("proxy.example.com", 443, name)).get("current-context"))
                .isEqualTo("lab-root-" + name);
    }

    @Test
    void write_variables_leadThroughTheCurrentLink() {
        assertThat(write("proxy.example.com", 443, "staging").environment())
                .containsEntry("KUBECONFIG", "/run/mid/current/kubeconfig")
                .containsEntry("MACHINE_ID_CLUSTER", "lab-root")
                .doesNotContainKey("TELEPORT_PROXY");
    }

    @Test
    void write_masks_holdTheKeyAsItStandsInTheFile() {
        Delivery delivery = write("proxy.example.com", 443, "staging");
        String inFile =
                String.valueOf(entry(parse(delivery), "users", 0, "user").get("client-key-data"));

        assertThat(delivery.masks().stream().map(Secret::reveal)).contains(inFile);
        assertThat(delivery.toString()).doesNotContain(inFile);
    }

    private Delivery several(boolean byPath, Optional<List<String>> program) {
        return several(byPath, program, Optional.empty());
    }

    private Delivery several(
            boolean byPath, Optional<List<String>> program, Optional<KubernetesOutput.ByTunnel> tunnel) {
        Map<String, X509Certificate> certificates = new LinkedHashMap<>();
        certificates.put("staging", byPath ? credentials.tls() : certificate("a"));
        certificates.put("prod", byPath ? credentials.tls() : certificate("b"));
        return new KubernetesOutput(certificates, byPath, program, tunnel)
                .write(credentials, new Place(GENERATION, CURRENT, "proxy.example.com", 443));
    }

    @Test
    void kubeconfig_byPath_hasOneUserAndAServerForEachCluster() {
        Delivery delivery = several(true, Optional.empty());
        Map<?, ?> config = parse(delivery);

        assertThat((List<?>) config.get("users")).hasSize(1);
        assertThat(entry(config, "clusters", 0, "cluster").get("server"))
                .isEqualTo("https://proxy.example.com:443/v1/teleport/bGFiLXJvb3Q/c3RhZ2luZw");
        assertThat(entry(config, "clusters", 1, "cluster").get("server"))
                .isEqualTo("https://proxy.example.com:443/v1/teleport/bGFiLXJvb3Q/cHJvZA");
        for (int at = 0; at < 2; at++) {
            Map<?, ?> context = entry(config, "contexts", at, "context");
            assertThat(context.get("cluster"))
                    .isEqualTo(item(config, "clusters", at).get("name"))
                    .isEqualTo(item(config, "contexts", at).get("name"));
            assertThat(context.get("user")).isEqualTo("lab-root");
        }
        assertThat(config.get("current-context")).isEqualTo("lab-root-staging");
        assertThat(delivery.files()).containsOnlyKeys("kubeconfig");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void kubeconfig_byATunnel_leadsToItsPort_andTheProxyIsNamedInTheHandshake(boolean byPath) {
        X509Certificate authority = certificate("web");
        Delivery delivery = several(
                byPath, Optional.empty(), Optional.of(new KubernetesOutput.ByTunnel(20_443, List.of(authority))));

        Map<?, ?> cluster = entry(parse(delivery), "clusters", 0, "cluster");
        assertThat(cluster.get("server"))
                .isEqualTo("https://127.0.0.1:20443" + (byPath ? "/v1/teleport/bGFiLXJvb3Q/c3RhZ2luZw" : ""));
        assertThat(cluster.get("tls-server-name")).isEqualTo("kube-teleport-proxy-alpn.proxy.example.com");
        assertThat(delivery.files())
                .containsOnlyKeys("kubeconfig", "kubernetes-tunnel/tunnel", "kubernetes-tunnel/proxy.cas");
        FarEnd end = FarEnd.parse(Objects.requireNonNull(delivery.files().get("kubernetes-tunnel/tunnel"))
                .reveal());
        assertThat(end)
                .isEqualTo(
                        new FarEnd("proxy.example.com:443", "", "kubernetes", "", "", OptionalInt.of(20_443), false));
        assertThat(end.variables(20_443, CURRENT)).isEmpty();
    }

    @Test
    void kubeconfig_thatAsksTheProgram_holdsNoKeyAndSaysWhereTheNewestIs() {
        Delivery delivery = several(false, Optional.of(List.of("/opt/my java/bin/java", "-jar", "/x/machine-id.jar")));
        Map<?, ?> config = parse(delivery);

        Map<?, ?> exec = (Map<?, ?>)
                Objects.requireNonNull(entry(config, "users", 1, "user").get("exec"));
        assertThat(exec.get("apiVersion")).isEqualTo("client.authentication.k8s.io/v1");
        assertThat(exec.get("interactiveMode")).isEqualTo("Never");
        assertThat(exec.get("command")).isEqualTo("/opt/my java/bin/java");
        assertThat((List<?>) exec.get("args"))
                .hasToString("[-jar, /x/machine-id.jar, kubernetes-credentials, --directory, /run/mid,"
                        + " --kubernetes-cluster, prod]");
        assertThat(delivery.files())
                .containsOnlyKeys("kubeconfig", "identity", "kubernetes/staging.crt", "kubernetes/prod.crt");
        assertThat(Objects.requireNonNull(delivery.files().get("kubeconfig")).reveal())
                .doesNotContain("client-key-data");
    }

    @Test
    void kubeconfig_thatAsksForOneCertificateOfAll_namesNoCluster() {
        Delivery delivery = several(true, Optional.of(List.of("/usr/bin/machine-id")));

        Map<?, ?> exec = (Map<?, ?>) Objects.requireNonNull(
                entry(parse(delivery), "users", 0, "user").get("exec"));
        assertThat((List<?>) exec.get("args")).hasToString("[kubernetes-credentials, --directory, /run/mid]");
        assertThat(delivery.files()).containsOnlyKeys("kubeconfig", "identity");
    }

    @Test
    void kubeconfig_withoutAProgramToAsk_holdsTheCertificateAndWarns() {
        Delivery delivery = several(false, Optional.of(List.of()));

        assertThat(entry(parse(delivery), "users", 0, "user").get("client-key-data"))
                .isNotNull();
        assertThat(delivery.warnings()).singleElement().asString().contains("exec=true was passed over");
    }
}
