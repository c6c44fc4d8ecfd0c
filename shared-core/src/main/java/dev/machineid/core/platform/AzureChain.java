package dev.machineid.core.platform;

import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** Collects the certificates that lead from an attested document's signer to Azure's roots, which newer clusters want sent along. */
final class AzureChain {
    private static final int MOST = 10;
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";

    /** The document itself says where to fetch; only Microsoft's own place is asked. */
    private static final Pattern PLACE =
            Pattern.compile("https?://www\\.microsoft\\.com/pkiops/certs/[A-Za-z0-9 %._()-]{1,200}\\.crt");

    private final CloudHttp http;

    AzureChain(CloudHttp http) {
        this.http = http;
    }

    /** DER one after the other, without the root; empty where nothing can be found, since the cluster can look itself. */
    Secret above(Secret document) {
        ByteArrayOutputStream chain = new ByteArrayOutputStream();
        Set<String> seen = new HashSet<>();
        try {
            X509Certificate below = signer(document);
            for (int depth = 0; depth < MOST && below != null; depth++) {
                Optional<String> place = issuerPlace(below).filter(seen::add);
                X509Certificate issuer = place.isPresent() ? fetch(place.get()) : null;
                if (issuer == null || issuer.getSubjectX500Principal().equals(issuer.getIssuerX500Principal())) {
                    break;
                }
                chain.writeBytes(issuer.getEncoded());
                below = issuer;
            }
        } catch (CertificateException
                | IOException
                | MachineIdException
                | IllegalArgumentException
                | ClassCastException none) {
            // What was found is sent; the cluster says what is missing.
        }
        return Secret.of(chain.toByteArray());
    }

    private static @Nullable X509Certificate signer(Secret document) throws CertificateException, IOException {
        String signature = FlatJson.read(document).getOrDefault("signature", "");
        ContentInfo info = ContentInfo.getInstance(Base64.getMimeDecoder().decode(signature));
        ASN1Set certificates = SignedData.getInstance(info.getContent()).getCertificates();
        return certificates == null || certificates.size() == 0
                ? null
                : parse(certificates.getObjectAt(0).toASN1Primitive().getEncoded());
    }

    private static Optional<String> issuerPlace(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(AUTHORITY_INFORMATION);
        if (extension == null) {
            return Optional.empty();
        }
        byte[] inside = ASN1OctetString.getInstance(extension).getOctets();
        for (AccessDescription said :
                AuthorityInformationAccess.getInstance(inside).getAccessDescriptions()) {
            GeneralName at = said.getAccessLocation();
            if (said.getAccessMethod().equals(AccessDescription.id_ad_caIssuers)
                    && at.getTagNo() == GeneralName.uniformResourceIdentifier) {
                return Optional.of(at.getName().toString())
                        .filter(url -> PLACE.matcher(url).matches());
            }
        }
        return Optional.empty();
    }

    private @Nullable X509Certificate fetch(String place) throws CertificateException {
        URI uri = URI.create(place.replace(" ", "%20"));
        IdTokenHttp.Reply reply = http.send(new CloudHttp.Call("GET", uri, Map.of(), Secret.of(""), false));
        return reply.status() == 200 ? parse(reply.body().revealBytes()) : null;
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
