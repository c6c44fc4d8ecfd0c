package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureTest {
    private static final String BASE = "GET http://169.254.169.254/metadata/";
    private static final String TOKEN =
            BASE + "identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F";
    private static final String DOCUMENT =
            BASE + "attested/document?api-version=2021-02-01&format=json&nonce=nonce-nonce-nonce";
    private static final String PLACE = "http://www.microsoft.com/pkiops/certs/";

    private final CloudJob job = new CloudJob();

    private Proof.AzureProof proof() {
        return (Proof.AzureProof) new Azure().obtain(job.context());
    }

    private MachineIdException refused(ErrorCode code) {
        MachineIdException refusal = catchThrowableOfType(
                MachineIdException.class, () -> proof().document().to("nonce-nonce-nonce"));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).as(refusal.render()).isEqualTo(code);
        return refusal;
    }

    private CloudJob withToken() {
        return job.answers(TOKEN, 200, "{\"access_token\":\"" + Jobs.tokenFor(3600) + "\",\"token_type\":\"Bearer\"}");
    }

    private static X509CertificateHolder certificate(String issuer, String name, String place) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair key = generator.generateKeyPair();
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + issuer),
                BigInteger.ONE,
                Date.from(Jobs.NOW),
                Date.from(Jobs.NOW.plusSeconds(60)),
                new X500Name("CN=" + name),
                key.getPublic());
        if (!place.isEmpty()) {
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            AccessDescription.id_ad_caIssuers,
                            new GeneralName(GeneralName.uniformResourceIdentifier, place)));
        }
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
    }

    private static String document(X509CertificateHolder signer) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addCertificate(signer);
        byte[] signed = generator
                .generate(new CMSProcessableByteArray("{}".getBytes(StandardCharsets.UTF_8)), true)
                .getEncoded();
        return "{\"encoding\":\"pkcs7\",\"signature\":\"" + Base64.getEncoder().encodeToString(signed) + "\"}";
    }

    private byte[] chain(String document) {
        withToken().answers(DOCUMENT, 200, document);
        return proof().document().to("nonce-nonce-nonce").intermediates().get().revealBytes();
    }

    @Test
    void machine_givesTokenAndDocument() throws Exception {
        String document = document(certificate("ca", "metadata.azure.com", ""));
        withToken().answers(DOCUMENT, 200, document);

        Attestation said = proof().document().to("nonce-nonce-nonce");

        assertThat(said.document().reveal()).isEqualTo(document);
        assertThat(said.intermediates().get().isEmpty()).isTrue();
        assertThat(proof().toString()).doesNotContain(Jobs.tokenFor(3600));
        assertThat(job.calls)
                .allMatch(CloudHttp.Call::local)
                .allSatisfy(call -> assertThat(call.headers().get("Metadata")).isEqualTo(Secret.of("true")));
    }

    @Test
    void clientId_choosesAnIdentity() {
        job.options = new ProofOptions(
                JoinMethod.AZURE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("aaaa-1"),
                Optional.empty());
        job.answers(TOKEN + "&client_id=aaaa-1", 200, "{\"access_token\":\"" + Jobs.tokenFor(60) + "\"}");
        assertThat(proof().method()).isEqualTo(JoinMethod.AZURE);
        assertThat(new Azure().applies(new JobVariables(job.variables), job.options))
                .isTrue();
        assertThat(new Azure().applies(new JobVariables(job.variables), ProofOptions.AUTO))
                .isFalse();
    }

    @Test
    void severalIdentities_namesTheOption() {
        job.answers(
                TOKEN,
                400,
                "{\"error\":\"invalid_request\",\"error_description\":\"Multiple user assigned identities exist\"}");
        MachineIdException refusal = refused(ErrorCode.CLOUD_METADATA_REFUSED);
        assertThat(refusal.details()).singleElement().asString().contains("Multiple user assigned");
        assertThat(refusal.advice()).contains("azure-client-id");
    }

    @Test
    void noMachineOfAzure_saysWhereItLooked() {
        assertThat(refused(ErrorCode.CLOUD_CREDENTIALS_MISSING).render()).contains("169.254.169.254");
    }

    @Test
    void documentLater_mayFailLater() {
        withToken().answers(DOCUMENT, 503, "");
        assertThat(refused(ErrorCode.CLOUD_METADATA_UNAVAILABLE)).isInstanceOf(FaultException.class);
        job.answers(DOCUMENT, 200, "<html>");
        refused(ErrorCode.CLOUD_METADATA_REFUSED);
    }

    @Test
    void machineWithoutDocument_isWarnedAboutAndTokenGoesAlone() {
        withToken().answers(DOCUMENT, 404, "");
        assertThat(proof().document().to("nonce-nonce-nonce").document().isEmpty())
                .isTrue();
        assertThat(job.warnings).singleElement().asString().contains("Teleport 18");
    }

    @Test
    void chain_isFollowedToTheRootWhichStaysOut() throws Exception {
        X509CertificateHolder second = certificate("root", "second", PLACE + "Root%202017.crt");
        X509CertificateHolder first = certificate("second", "first", PLACE + "Second.crt");
        job.answers("GET " + PLACE + "First%20-%20xsign.crt", first.getEncoded());
        job.answers("GET " + PLACE + "Second.crt", second.getEncoded());
        job.answers(
                "GET " + PLACE + "Root%202017.crt",
                certificate("root", "root", "").getEncoded());

        byte[] chain = chain(document(certificate("first", "leaf", PLACE + "First - xsign.crt")));

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(first.getEncoded());
        expected.writeBytes(second.getEncoded());
        assertThat(chain).isEqualTo(expected.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/pkiops/certs/x.crt",
                "http://www.microsoft.com.evil.example/pkiops/certs/x.crt",
                "http://www.microsoft.com/pkiops/certs/../../x.crt",
                "http://www.microsoft.com/pkiops/certs/x.crt?y=.crt",
                "file:///etc/passwd",
                "http://169.254.169.254/metadata/x.crt"
            })
    void chain_placesElsewhere_areNeverAsked(String place) throws Exception {
        assertThat(chain(document(certificate("first", "leaf", place)))).isEmpty();
        assertThat(job.asked()).containsExactly(TOKEN, DOCUMENT);
    }

    @Test
    void chain_inACircle_ends() throws Exception {
        job.answers(
                "GET " + PLACE + "A.crt", certificate("b", "a", PLACE + "B.crt").getEncoded());
        job.answers(
                "GET " + PLACE + "B.crt", certificate("a", "b", PLACE + "A.crt").getEncoded());
        assertThat(chain(document(certificate("a", "leaf", PLACE + "A.crt")))).isNotEmpty();
        assertThat(job.asked()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"signature\":\"\"}", "{\"signature\":\"AAAA\"}", "{\"signature\":\"MAA=\"}"})
    void chain_ofABrokenDocument_isEmpty(String document) {
        assertThat(chain(document)).isEmpty();
    }

    @Test
    void chain_brokenCertificate_endsThere() throws Exception {
        job.answers("GET " + PLACE + "A.crt", 200, "no certificate");
        assertThat(chain(document(certificate("a", "leaf", PLACE + "A.crt")))).isEmpty();
    }
}
