package dev.machineid.core.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.secret.Secret;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SvidCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final String ID = "spiffe://lab-root/ci/deploy";
    private static final JobKey KEY = JobKey.p256();
    private static final JobKey AUTHORITY = JobKey.p256();

    private final SvidCheck check = new SvidCheck(bundle(AUTHORITY), NOW);

    private static TrustBundle bundle(JobKey authority) {
        return new TrustBundle("lab-root", List.of(certificate("SPIFFE", authority, authority, true, NOW)), List.of());
    }

    private static X509Certificate certificate(
            String subject, JobKey key, JobKey issuer, boolean isAuthority, Instant from, String... uris) {
        return certificate(subject, key, issuer, isAuthority, from, from.plus(Duration.ofHours(1)), uris);
    }

    private static X509Certificate certificate(
            String subject, JobKey key, JobKey issuer, boolean isAuthority, Instant from, Instant to, String... uris) {
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    new X500Name("CN=SPIFFE"),
                    BigInteger.TWO,
                    Date.from(from.minusSeconds(60)),
                    Date.from(to),
                    new X500Name("CN=" + subject),
                    SubjectPublicKeyInfo.getInstance(key.tlsPublicDer()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (uris.length > 0) {
                GeneralName[] names = Stream.of(uris)
                        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(issuer.keyPair().getPrivate())));
        } catch (CertIOException | OperatorCreationException | CertificateException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private List<X509Certificate> checked(String id, X509Certificate svid) throws Exception {
        return check.certificate(id, svid.getEncoded(), List.of(), KEY);
    }

    private static void refused(ThrowingCallable call, String reason) {
        DeniedException refusal = catchThrowableOfType(DeniedException.class, call);
        assertThat(refusal).as(reason).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.SVID_NOT_CREDIBLE);
        assertThat(refusal.render()).contains(reason).contains("nothing was delivered");
    }

    @Test
    void certificate_asAsked_isTaken() throws Exception {
        X509Certificate svid = certificate("w", KEY, AUTHORITY, false, NOW, ID);
        assertThat(checked(ID, svid)).containsExactly(svid);
    }

    @Test
    void certificate_ofAServerWhoseClockIsAhead_isTakenWithinFiveMinutes() throws Exception {
        assertThat(checked(ID, certificate("w", KEY, AUTHORITY, false, NOW.plusSeconds(200), ID)))
                .hasSize(1);
        refused(
                () -> checked(ID, certificate("w", KEY, AUTHORITY, false, NOW.plusSeconds(3600), ID)),
                "does not vouch for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://other-root/ci/deploy",
                "spiffe://lab-root.example.com/ci/deploy",
                "spiffe://lab-root",
                "spiffe://lab-root/",
                "spiffe://lab-root//x",
                "spiffe://lab-root/a b",
                "spiffe://lab-root/a\nb",
                "spiffe://user@lab-root/a",
                "spiffe://lab-root:1/a",
                "https://lab-root/ci/deploy",
                ""
            })
    void certificate_foreignId_isRefused(String id) {
        X509Certificate svid = certificate("w", KEY, AUTHORITY, false, NOW, ID);
        refused(() -> checked(id, svid), "is no SPIFFE id of the trust domain lab-root");
    }

    @Test
    void certificate_forAnotherIdOrSeveralOrNone_isRefused() {
        refused(
                () -> checked(ID, certificate("w", KEY, AUTHORITY, false, NOW, "spiffe://lab-root/admin")),
                "is for \"spiffe://lab-root/admin\"");
        refused(() -> checked(ID, certificate("w", KEY, AUTHORITY, false, NOW, ID, "spiffe://lab-root/b")), "alone");
        refused(() -> checked(ID, certificate("w", KEY, AUTHORITY, false, NOW)), "is for nothing");
    }

    @Test
    void certificate_forAnotherKey_isRefused() {
        refused(() -> checked(ID, certificate("w", JobKey.p256(), AUTHORITY, false, NOW, ID)), "for another key");
    }

    @Test
    void certificate_thatEnded_isRefused() {
        refused(
                () -> checked(ID, certificate("w", KEY, AUTHORITY, false, NOW.minusSeconds(7200), NOW, ID)),
                "it ended at " + NOW);
    }

    @Test
    void certificate_ofAnAuthority_isRefused() {
        refused(() -> checked(ID, certificate("w", KEY, AUTHORITY, true, NOW, ID)), "an authority's");
    }

    @Test
    void certificate_byAnotherAuthority_isRefused() {
        refused(() -> checked(ID, certificate("w", KEY, JobKey.p256(), false, NOW, ID)), "does not vouch for");
    }

    @Test
    void certificate_thatCannotBeRead_isRefused() {
        refused(() -> check.certificate(ID, new byte[] {0x30, 1}, List.of(), KEY), "cannot be read");
        refused(() -> check.certificate(ID, new byte[0], List.of(), KEY), "cannot be read");
    }

    @Test
    void certificate_withALongChain_isRefused() {
        refused(
                () -> check.certificate(ID, new byte[0], java.util.Collections.nCopies(9, new byte[0]), KEY),
                "9 certificates between");
    }

    private static Secret token(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String head = encoder.encodeToString("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8));
        String body = encoder.encodeToString(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return Secret.of(head + "." + body + ".AAAA");
    }

    @Test
    void token_asAsked_isTakenUntilItsEnd() {
        Instant end = NOW.plusSeconds(600);
        String claims = "{'sub':'" + ID + "','aud':['b','a'],'exp':" + end.getEpochSecond() + "}";
        assertThat(check.token(ID, token(claims), List.of("a", "b"))).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'sub':'spiffe://lab-root/admin','aud':'a','exp':1995414800}; the token is for",
                "{'aud':'a','exp':1995414800}; the token is for nothing",
                "{'sub':'spiffe://lab-root/ci/deploy','aud':'b','exp':1995414800}; audience is \"b\"",
                "{'sub':'spiffe://lab-root/ci/deploy','aud':['a','b'],'exp':1995414800}; audience is \"a\", \"b\"",
                "{'sub':'spiffe://lab-root/ci/deploy','exp':1995414800}; audience is nothing",
                "{'sub':'spiffe://lab-root/ci/deploy','aud':'a'}; does not say when it ends",
                "{'sub':'spiffe://lab-root/ci/deploy','aud':'a','exp':1700000000}; it ended at",
                "{'sub':'x','sub':'spiffe://lab-root/ci/deploy','aud':'a','exp':1995414800}; no JSON Web Token",
                "[]; no JSON Web Token"
            })
    void token_notAsAsked_isRefused(String claims, String reason) {
        refused(() -> check.token(ID, token(claims), List.of("a")), reason);
    }

    @Test
    void token_ofAForeignTrustDomainOrGiantOrEmpty_isRefused() {
        refused(() -> check.token("spiffe://other/x", token("{}"), List.of("a")), "is no SPIFFE id");
        refused(() -> check.token(ID, Secret.of("x".repeat(100_000)), List.of("a")), "no JSON Web Token");
        refused(() -> check.token(ID, Secret.of(""), List.of("a")), "no JSON Web Token");
    }
}
