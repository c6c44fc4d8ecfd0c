package dev.machineid.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TestAuthority;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.identity.WorkloadIdentity;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadIdentityOutputTest {
    private static final Secret TOKEN = Secret.of("eyJhbGciOiJFUzI1NiJ9.e30.c2ln");
    private static final Place PLACE =
            new Place(Path.of("/run/mid/generations/3"), Path.of("/run/mid/current"), "proxy.example.com", 443);

    private final TestAuthority authority = new TestAuthority("lab-root");
    private final Credentials credentials = authority.credentials(JobKey.p256());
    private final JobKey key = JobKey.p256();
    private final X509Certificate svid = authority.tls(key, new X500Name("CN=w"), TestAuthority.END);
    private final TrustBundle bundle = new TrustBundle("lab-root", List.of(authority.tlsAuthority()), List.of());

    private WorkloadIdentity identity(String name, boolean certificate, boolean token, Instant end) {
        return new WorkloadIdentity(
                name,
                "spiffe://lab-root/ci/" + name,
                certificate ? Optional.of(new WorkloadIdentity.X509Svid(key, List.of(svid))) : Optional.empty(),
                token ? Optional.of(TOKEN) : Optional.empty(),
                end);
    }

    private Delivery write(WorkloadIdentity... identities) {
        return new WorkloadIdentityOutput(List.of(identities), bundle).write(credentials, PLACE);
    }

    private static String content(Delivery delivery, String file) {
        return Objects.requireNonNull(delivery.files().get(file)).reveal();
    }

    @Test
    void files_haveTheNamesThatTheEcosystemKnows() {
        Delivery delivery = write(identity("web", true, true, TestAuthority.END));

        String directory = "workload-identity/web/";
        assertThat(delivery.files())
                .containsOnlyKeys(
                        "identity",
                        directory + "svid.pem",
                        directory + "svid.key",
                        directory + "jwt_svid",
                        directory + "bundle.pem",
                        directory + "bundle.json");
        assertThat(TlsCertificates.parse(content(delivery, directory + "svid.pem")))
                .containsExactly(svid);
        assertThat(content(delivery, directory + "svid.key")).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(content(delivery, directory + "jwt_svid")).isEqualTo(TOKEN.reveal());
        assertThat(content(delivery, directory + "bundle.pem")).isEqualTo(bundle.pem());
        assertThat(delivery.warnings()).isEmpty();
    }

    @Test
    void variables_leadToTheFirst() {
        assertThat(write(
                                identity("web", true, true, TestAuthority.END),
                                identity("api", true, false, TestAuthority.END))
                        .environment())
                .containsEntry("MACHINE_ID_SPIFFE_ID", "spiffe://lab-root/ci/web")
                .containsEntry("MACHINE_ID_SVID_CERT", "/run/mid/current/workload-identity/web/svid.pem")
                .containsEntry("MACHINE_ID_SVID_KEY", "/run/mid/current/workload-identity/web/svid.key")
                .containsEntry("MACHINE_ID_SVID_JWT", "/run/mid/current/workload-identity/web/jwt_svid")
                .containsEntry("MACHINE_ID_SVID_BUNDLE", "/run/mid/current/workload-identity/web/bundle.pem");
    }

    @Test
    void variables_nameOnlyWhatIsThere() {
        assertThat(write(identity("web", false, true, TestAuthority.END)).environment())
                .doesNotContainKeys("MACHINE_ID_SVID_CERT", "MACHINE_ID_SVID_KEY")
                .containsKey("MACHINE_ID_SVID_JWT");
        assertThat(write(identity("web", true, false, TestAuthority.END)).environment())
                .doesNotContainKey("MACHINE_ID_SVID_JWT");
    }

    @Test
    void masks_holdTheTokenAndBothKeys() {
        Delivery delivery = write(identity("web", true, true, TestAuthority.END));
        List<String> masks = delivery.masks().stream().map(Secret::reveal).toList();

        assertThat(masks).contains(TOKEN.reveal());
        for (JobKey one : List.of(key, credentials.key())) {
            assertThat(masks)
                    .containsAll(one.privatePem()
                            .reveal()
                            .lines()
                            .filter(line -> !line.startsWith("-"))
                            .toList());
        }
        assertThat(delivery.toString()).doesNotContain(TOKEN.reveal());
    }

    @Test
    void identity_thatEndsBeforeTheRest_warns() {
        assertThat(write(identity("web", true, false, TestAuthority.START)).warnings())
                .singleElement()
                .asString()
                .contains("web ends at 2026-11-22T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/b", ".hidden", "a b", "a\n", "-x"})
    void identity_whoseNameIsNoDirectory_isRefused(String name) {
        assertThatThrownBy(() -> identity(name, true, false, TestAuthority.END))
                .isInstanceOf(InvalidRequestException.class);
    }
}
