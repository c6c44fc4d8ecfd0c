package dev.machineid.lab.cloud;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.lab.access.Refusal;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** A virtual machine of Azure: its metadata server's attested documents, and the authorities that Azure would sign them with. */
public final class AzureMachine {
    /** The subscription of the machine. */
    public static final String SUBSCRIPTION = "66666666-0000-4000-8000-000000000006";

    /** Where the leaf says its issuer's certificate is, as Azure's do. */
    public static final String ISSUER_PLACE = "http://www.microsoft.com/pkiops/certs/Lab%20Azure%20CA%2001.crt";

    private static final String MACHINE = "77777777-0000-4000-8000-000000000007";
    private static final String SIGNATURE = "SHA256withECDSA";

    private final Clock clock;
    private final X509Certificate root;
    private final X509Certificate intermediate;
    private final X509Certificate leaf;
    private final KeyPair leafKey;

    public AzureMachine(Clock clock) {
        this.clock = clock;
        try {
            KeyPair rootKey = key();
            KeyPair intermediateKey = key();
            leafKey = key();
            root = certificate("CN=Lab Azure Root", rootKey, "CN=Lab Azure Root", rootKey, "");
            intermediate = certificate("CN=Lab Azure CA 01", intermediateKey, "CN=Lab Azure Root", rootKey, "");
            leaf = certificate("CN=metadata.azure.com", leafKey, "CN=Lab Azure CA 01", intermediateKey, ISSUER_PLACE);
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate certificate(String name, KeyPair key, String issuer, KeyPair issuerKey, String place)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(Integer.toUnsignedLong(name.hashCode()) + 1),
                Date.from(clock.instant().minus(Duration.ofHours(1))),
                Date.from(clock.instant().plus(Duration.ofDays(365))),
                new X500Name(name),
                key.getPublic());
        if (!place.isEmpty()) {
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            AccessDescription.id_ad_caIssuers,
                            new GeneralName(GeneralName.uniformResourceIdentifier, place)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(issuerKey.getPrivate())));
    }

    /** The certificate that {@link #ISSUER_PLACE} would give, DER. */
    public byte[] issuer() {
        try {
            return intermediate.getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The answer of the metadata server to a request for the attested document. */
    public String document(String nonce) {
        String content = JSONObjectUtils.toJSONString(
                Map.of("nonce", nonce, "vmId", MACHINE, "subscriptionId", SUBSCRIPTION, "sku", "lab"));
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .build(new JcaContentSignerBuilder(SIGNATURE).build(leafKey.getPrivate()), leaf));
            generator.addCertificate(new X509CertificateHolder(leaf.getEncoded()));
            byte[] signed = generator
                    .generate(new CMSProcessableByteArray(content.getBytes(StandardCharsets.UTF_8)), true)
                    .getEncoded();
            return JSONObjectUtils.toJSONString(
                    Map.of("encoding", "pkcs7", "signature", Base64.getEncoder().encodeToString(signed)));
        } catch (GeneralSecurityException | OperatorCreationException | CMSException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The subscription of the machine that answered the challenge; {@code sent} are the certificates the client sent, DER. */
    public String verified(byte[] document, byte[] sent, String challenge) {
        try {
            Map<String, Object> outer = JSONObjectUtils.parse(new String(document, StandardCharsets.UTF_8));
            if (!"pkcs7".equals(outer.get("encoding"))) {
                throw Refusal.denied("unsupported signature type: " + outer.get("encoding"));
            }
            CMSSignedData signed =
                    new CMSSignedData(Base64.getDecoder().decode(String.valueOf(outer.get("signature"))));
            Map<String, Object> said = JSONObjectUtils.parse(
                    new String((byte[]) signed.getSignedContent().getContent(), StandardCharsets.UTF_8));
            if (!challenge.equals(said.get("nonce"))) {
                throw Refusal.denied("challenge is missing or does not match");
            }
            verify(signed, sent);
            return String.valueOf(said.get("subscriptionId"));
        } catch (ParseException
                | GeneralSecurityException
                | OperatorCreationException
                | CMSException
                | IllegalArgumentException broken) {
            throw Refusal.unclassified("pkcs7: " + broken.getMessage());
        }
    }

    private void verify(CMSSignedData signed, byte[] sent)
            throws GeneralSecurityException, OperatorCreationException, CMSException {
        List<X509Certificate> above = new ArrayList<>();
        Collection<? extends java.security.cert.Certificate> given =
                CertificateFactory.getInstance("X.509").generateCertificates(new java.io.ByteArrayInputStream(sent));
        given.forEach(certificate -> above.add((X509Certificate) certificate));
        if (above.isEmpty()) {
            above.add(intermediate); // the real server asks the place that the leaf names
        }
        leaf.verify(above.get(0).getPublicKey());
        above.get(above.size() - 1).verify(root.getPublicKey());
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(leaf))) {
                throw Refusal.unclassified("pkcs7: Message digest mismatch");
            }
        }
    }
}
