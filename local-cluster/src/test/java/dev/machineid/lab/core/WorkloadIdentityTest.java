package dev.machineid.lab.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.machineid.core.Login;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.access.LabWorkload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workload identities, checked as a workload checks another's: with Java's own validator and the bundle alone. */
@Timeout(60)
class WorkloadIdentityTest {
    @RegisterExtension
    static final LabClusterExtension LAB = new LabClusterExtension(lab -> {
        for (int number = 0; number < 11; number++) {
            lab = lab.workloadIdentity(workload("many-" + number, Map.of("team", "many"), "ci"));
        }
        return lab.workloadIdentity(workload("second", Map.of("team", "web"), "ci"))
                .workloadIdentity(workload("others", Map.of("team", "other"), "admin"))
                .workloadIdentity(
                        new LabWorkload("short", "/ci/short", Map.of(), Set.of("ci"), Duration.ofMinutes(10)));
    });

    @RegisterExtension
    static final LabClusterExtension OLD = new LabClusterExtension(lab -> lab.joinService(false));

    @TempDir
    Path directory;

    private static LabWorkload workload(String name, Map<String, String> labels, String role) {
        return new LabWorkload(name, "/ci/" + name, labels, Set.of(role), Duration.ofHours(24));
    }

    private FakeJob job(String outputs) throws IOException {
        return job(LAB.cluster(), outputs);
    }

    private FakeJob job(LabCluster cluster, String outputs) throws IOException {
        return new FakeJob(cluster, directory)
                .option("token", "deploy-github")
                .option("outputs", outputs)
                .onGitHub(cluster);
    }

    private static String read(Login login, String variable) throws IOException {
        return Files.readString(Path.of(requireNonNull(login.environment().get(variable))));
    }

    private static List<X509Certificate> certificates(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static void verify(List<X509Certificate> chain, List<X509Certificate> bundle) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(bundle.get(0), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(chain.stream()
                                        .map(Certificate.class::cast)
                                        .toList()),
                        parameters);
    }

    private static void requirePair(X509Certificate certificate, String keyPem) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(keyPem.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(key);
        signing.update((byte) 1);
        byte[] signature = signing.sign();
        signing.initVerify(certificate);
        signing.update((byte) 1);
        assertThat(signing.verify(signature)).isTrue();
    }

    @Test
    void certificate_isForTheIdAndTheBundleVouchesForIt() throws Exception {
        FakeJob job = job("workload-identity:deploy");
        try (Login login = job.login()) {
            List<X509Certificate> chain = certificates(read(login, "MACHINE_ID_SVID_CERT"));
            List<X509Certificate> bundle = certificates(read(login, "MACHINE_ID_SVID_BUNDLE"));

            verify(chain, bundle);
            assertThat(chain.get(0).getSubjectAlternativeNames())
                    .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("spiffe://lab-root/ci/deploy"));
            assertThat(login.environment()).containsEntry("MACHINE_ID_SPIFFE_ID", "spiffe://lab-root/ci/deploy");
            requirePair(chain.get(0), read(login, "MACHINE_ID_SVID_KEY"));
            assertThat(bundle).containsExactly(LAB.cluster().root().spiffe().certificate());
            Logins.onlyTheOwnerMayRead(login.directory());
        }
        assertThat(job.filesLeft()).isEmpty();
    }

    @Test
    void token_isSignedByAKeyOfTheBundle() throws Exception {
        FakeJob job = job("workload-identity:deploy,audience=\"https://vault.example.com other\",format=jwt");
        try (Login login = job.login()) {
            SignedJWT token = SignedJWT.parse(read(login, "MACHINE_ID_SVID_JWT"));
            Path bundle = Path.of(requireNonNull(login.environment().get("MACHINE_ID_SVID_BUNDLE")))
                    .resolveSibling("bundle.json");
            JWKSet keys = JWKSet.parse(Files.readString(bundle));
            ECKey key = requireNonNull(keys.getKeyByKeyId(token.getHeader().getKeyID()))
                    .toECKey();

            assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
            assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("spiffe://lab-root/ci/deploy");
            assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("https://vault.example.com", "other");
            assertThat(keys.getKeys()).extracting(JWK::getKeyType).hasSize(2);
            assertThat(login.environment()).doesNotContainKey("MACHINE_ID_SVID_CERT");
            assertThat(job.masks).contains(Secret.of(token.serialize()));
        }
    }

    @Test
    void bothForms_besideOtherOutputs_costOneJoinAndOneMoreConnection() throws Exception {
        FakeJob job = job("ssh identity kubernetes:staging workload-identity:deploy,audience=a application:hello");
        int alone;
        try (Login login = job("identity").login()) {
            alone = login.report().connections();
        }
        int joins = LAB.cluster().counters().of("joins");
        try (Login login = job.login()) {
            assertThat(login.report().connections()).isLessThanOrEqualTo(alone + 1);
            assertThat(login.environment())
                    .containsKeys("MACHINE_ID_SVID_CERT", "MACHINE_ID_SVID_JWT", "KUBECONFIG", "MACHINE_ID_SSH_CONFIG");
        }
        assertThat(LAB.cluster().counters().of("joins") - joins).isEqualTo(1);
    }

    @Test
    void labels_giveEveryoneThatMatchesAndMayBeHad() throws Exception {
        try (Login login = job("workload-identity,labels=team:web").login()) {
            Path all = Path.of(requireNonNull(login.environment().get("MACHINE_ID_SVID_CERT")))
                    .resolve("../..")
                    .normalize();
            for (String name : List.of("deploy", "second")) {
                List<X509Certificate> chain = certificates(Files.readString(all.resolve(name + "/svid.pem")));
                verify(chain, certificates(Files.readString(all.resolve(name + "/bundle.pem"))));
            }
            assertThat(login.environment()).containsEntry("MACHINE_ID_SPIFFE_ID", "spiffe://lab-root/ci/deploy");
        }
    }

    @Test
    void renewal_bringsANewKeyInANewGeneration() throws Exception {
        try (Login login =
                job("workload-identity:deploy").option("renew", "true").login()) {
            String first = read(login, "MACHINE_ID_SVID_KEY");
            login.renew();
            assertThat(read(login, "MACHINE_ID_SVID_KEY")).isNotEqualTo(first);
            requirePair(certificates(read(login, "MACHINE_ID_SVID_CERT")).get(0), read(login, "MACHINE_ID_SVID_KEY"));
        }
    }

    @Test
    void shorterLife_decidesWhenTheLoginEnds() throws Exception {
        FakeJob job = job("workload-identity:short");
        try (Login login = job.login()) {
            X509Certificate svid =
                    certificates(read(login, "MACHINE_ID_SVID_CERT")).get(0);
            assertThat(login.expires()).isEqualTo(svid.getNotAfter().toInstant());
            assertThat(login.report().warnings())
                    .anySatisfy(text -> assertThat(text).contains("short ends at"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "workload-identity:nope,WORKLOAD_IDENTITY_UNKNOWN,no such workload identity: nope",
        "workload-identity:others,WORKLOAD_IDENTITY_REFUSED,workload_identity_labels",
        "'workload-identity:others,audience=a,format=jwt',WORKLOAD_IDENTITY_REFUSED,access denied",
        "'workload-identity,labels=team:nobody',WORKLOAD_IDENTITY_UNKNOWN,labels team:nobody",
        "'workload-identity,labels=team:other',WORKLOAD_IDENTITY_UNKNOWN,labels team:other",
        "'workload-identity,labels=team:many',WORKLOAD_IDENTITY_REFUSED,ten at most"
    })
    void whatIsNotThereOrNotAllowed_isRefusedWithTheReason(String outputs, ErrorCode code, String words)
            throws Exception {
        assertThat(Logins.refused(job(outputs), code).render()).contains(words);
    }

    @Test
    void olderServer_isSaidToBeTooOldBeforeTheJoin() throws Exception {
        int joins = OLD.cluster().counters().of("joins");
        FakeJob job = job(OLD.cluster(), "identity workload-identity:deploy");
        assertThat(Logins.refused(job, ErrorCode.WORKLOAD_IDENTITY_UNAVAILABLE).render())
                .contains("version 17");
        assertThat(OLD.cluster().counters().of("joins")).isEqualTo(joins);
    }

    @Test
    void olderServer_metAtItsOwnPort_saysSoItself() throws Exception {
        LabCluster cluster = OLD.cluster();
        FakeJob job = job(cluster, "workload-identity:deploy");
        job.options.remove("proxy");
        job.options.remove("ca-file");
        job.option("auth-server", cluster.auth()).option("ca-pins", cluster.caPin());
        Logins.refused(job, ErrorCode.WORKLOAD_IDENTITY_UNAVAILABLE);
    }
}
