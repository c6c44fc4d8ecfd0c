package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a kubeconfig with {@code exec=true} starts, alone and from a real kubectl. */
@Timeout(120)
class KubernetesCredentialsVerbTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> lab.kubernetesCluster("prod"));

    @TempDir
    Path directory;

    private TestRun run;

    @BeforeEach
    void job() throws Exception {
        LabCluster cluster = LAB.cluster();
        run = new TestRun(directory, cluster);
    }

    private Map<String, String> login(String outputs, String... more) {
        String[] line = Stream.concat(Stream.of("login", "--outputs", outputs), Stream.of(more))
                .toArray(String[]::new);
        TestRun.Outcome outcome = run.run(line);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return TestRun.exported(outcome.out());
    }

    /** The directory of a login, above its generation. */
    private static String place(Map<String, String> variables) {
        Path generation = Path.of(TestRun.of(variables, "MACHINE_ID_DIR"));
        return generation.resolve("../..").normalize().toString();
    }

    private static Map<?, ?> status(TestRun.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        Map<?, ?> document = (Map<?, ?>)
                new Load(LoadSettings.builder().setParseComments(false).build()).loadFromString(outcome.out());
        assertThat(document.get("apiVersion")).isEqualTo("client.authentication.k8s.io/v1");
        assertThat(document.get("kind")).isEqualTo("ExecCredential");
        return (Map<?, ?>) java.util.Objects.requireNonNull(document.get("status"));
    }

    private static X509Certificate certificate(Map<?, ?> status) throws Exception {
        byte[] pem = String.valueOf(status.get("clientCertificateData")).getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    @Test
    void credentials_areTheNewestGenerationsAndEndAMinuteEarly() throws Exception {
        String place = place(login("kubernetes:staging,exec=true"));
        String[] line = {"kubernetes-credentials", "--directory", place, "--kubernetes-cluster", "staging"};
        Map<?, ?> first = status(run.run(line));
        X509Certificate old = certificate(first);

        assertThat(Instant.parse(String.valueOf(first.get("expirationTimestamp"))))
                .isEqualTo(old.getNotAfter().toInstant().minus(Duration.ofMinutes(1)));
        assertThat(String.valueOf(first.get("clientKeyData"))).startsWith("-----BEGIN PRIVATE KEY-----");

        login("kubernetes:staging,exec=true", "--directory", place);
        assertThat(certificate(status(run.run(line)))).isNotEqualTo(old);
    }

    @Test
    void credentials_inTheirLastMinute_endWithTheCertificate() throws Exception {
        String place = place(login("kubernetes:staging,exec=true"));
        X509Certificate certificate = certificate(
                status(run.run("kubernetes-credentials", "--directory", place, "--kubernetes-cluster", "staging")));
        run.clock = Clock.fixed(certificate.getNotAfter().toInstant().minusSeconds(30), java.time.ZoneOffset.UTC);
        Map<?, ?> status =
                status(run.run("kubernetes-credentials", "--directory", place, "--kubernetes-cluster", "staging"));
        assertThat(status.get("expirationTimestamp"))
                .hasToString(certificate.getNotAfter().toInstant().toString());
    }

    @Test
    void credentials_ofSeveralClusters_areOneCertificate() throws Exception {
        String place = place(login("kubernetes:*,exec=true"));
        assertThat(certificate(status(run.run("kubernetes-credentials", "--directory", place)))
                        .getSubjectX500Principal()
                        .getName())
                .contains("CN=bot-ci");
    }

    @Test
    void credentials_thatEnded_areRefusedWithNothingOnStandardOutput() {
        String place = place(login("kubernetes:staging,exec=true"));
        run.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));

        TestRun.Outcome outcome =
                run.run("kubernetes-credentials", "--directory", place, "--kubernetes-cluster", "staging");

        assertThat(outcome.code()).isEqualTo(ExitCodes.NOT_LOGGED_IN);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("MID-1607");
    }

    @Test
    void credentials_thatAreNotThere_areRefused() throws Exception {
        TestRun.Outcome none = run.run("kubernetes-credentials", "--directory", directory.toString());
        assertThat(none.code()).isEqualTo(ExitCodes.NOT_LOGGED_IN);
        assertThat(none.err()).contains("MID-1605");

        String place = place(login("kubernetes:staging,exec=true"));
        for (String other : new String[] {"prod", "../x", "-x", ""}) {
            TestRun.Outcome outcome =
                    run.run("kubernetes-credentials", "--directory", place, "--kubernetes-cluster", other);
            assertThat(outcome.code()).as(other).isNotZero();
            assertThat(outcome.err()).containsAnyOf("MID-1504", "MID-1002");
            assertThat(outcome.out()).isEmpty();
        }
        assertThat(run.run("kubernetes-credentials").err()).contains("--directory is missing");
        Files.delete(Path.of(place, "generations", "1", "identity"));
        assertThat(run.run("kubernetes-credentials", "--directory", place).out())
                .isEmpty();
    }

    @Test
    void credentials_thatOthersMayRead_areRefused() throws Exception {
        String place = place(login("kubernetes:staging,exec=true"));
        Files.setPosixFilePermissions(
                Path.of(place, "generations", "1", "identity"),
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        TestRun.Outcome outcome = run.run("kubernetes-credentials", "--directory", place);
        assertThat(outcome.err()).contains("MID-1601");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void kubectl_afterARenewal_usesTheNewCertificate() throws Exception {
        Map<String, String> first = login("kubernetes:staging,exec=true", "--follow", "--directory", at("mid"));
        run.variables.put("KUBECONFIG", TestRun.of(first, "KUBECONFIG"));
        assertThat(pods()).containsPattern("app-staging\\s+1/1\\s+Running");

        login("kubernetes:staging,exec=true", "--follow", "--directory", at("mid"));
        try (Stream<Path> generation = Files.walk(Path.of(at("mid"), "generations", "1"))) {
            for (Path file : generation.filter(Files::isRegularFile).toList()) {
                Files.delete(file); // or the old ones could still be in use
            }
        }
        assertThat(pods()).containsPattern("app-staging\\s+1/1\\s+Running");
    }

    private String at(String name) {
        return run.temporary.resolve(name).toString();
    }

    private String pods() throws Exception {
        TestRun.Outcome outcome = run.command("kubectl", "get", "pods", "--no-headers");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }
}
