package dev.machineid.core.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Who a Teleport certificate says we are, read from its X.509 subject; text fields are empty where the certificate has
 * no such attribute.
 *
 * @param userName such as {@code bot-ci}
 * @param roles the roles the certificate carries
 * @param principals the SSH logins the certificate carries
 * @param routeToCluster the cluster requests are sent to
 * @param traits the traits as JSON
 * @param cluster the cluster that issued it
 * @param renewable whether it can be exchanged for a newer one without a new proof
 * @param generation counts the renewals of a renewable certificate
 * @param disallowReissue whether it may not ask for other certificates
 * @param impersonator the user that asked for it in another's name
 */
public record TeleportIdentity(
        String userName,
        List<String> roles,
        List<String> principals,
        String routeToCluster,
        String traits,
        String cluster,
        boolean renewable,
        OptionalLong generation,
        boolean disallowReissue,
        String impersonator,
        String botName,
        String botInstanceId,
        String kubernetesCluster,
        Instant notBefore,
        Instant notAfter) {
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String LOCALITY = "2.5.4.7";
    private static final String STREET = "2.5.4.9";
    private static final String ORGANIZATION = "2.5.4.10";
    private static final String POSTAL_CODE = "2.5.4.17";
    private static final String TELEPORT = "1.3.9999.";

    public TeleportIdentity {
        roles = List.copyOf(roles);
        principals = List.copyOf(principals);
    }

    /** Reads a certificate's subject. */
    public static TeleportIdentity of(X509Certificate certificate) {
        Map<String, List<String>> subject =
                attributes(certificate.getSubjectX500Principal().getEncoded());
        return new TeleportIdentity(
                first(subject, COMMON_NAME),
                all(subject, ORGANIZATION),
                all(subject, LOCALITY),
                first(subject, STREET),
                first(subject, POSTAL_CODE),
                first(subject, TELEPORT + "1.7"),
                flag(subject, TELEPORT + "1.13"),
                number(first(subject, TELEPORT + "1.14")),
                flag(subject, TELEPORT + "2.9"),
                first(subject, TELEPORT + "2.7"),
                first(subject, TELEPORT + "2.18"),
                first(subject, TELEPORT + "2.20"),
                first(subject, TELEPORT + "1.3"),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** The SSH logins that the user's {@code logins} trait holds; none where the traits cannot be read. */
    public List<String> loginsTrait() {
        return Traits.values(traits, "logins");
    }

    /** Values by dotted attribute type, in the subject's order; a type may come alone, repeated, or several in one RDN. */
    private static Map<String, List<String>> attributes(byte[] subject) {
        Map<String, List<String>> values = new HashMap<>();
        try {
            for (RDN rdn : X500Name.getInstance(subject).getRDNs()) {
                for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                    if (attribute.getValue() instanceof ASN1String text) {
                        values.computeIfAbsent(attribute.getType().getId(), type -> new ArrayList<>())
                                .add(text.getString());
                    }
                }
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw Unreadable.because("the TLS certificate", "its subject is broken");
        }
        return values;
    }

    private static List<String> all(Map<String, List<String>> subject, String type) {
        return subject.getOrDefault(type, List.of());
    }

    private static String first(Map<String, List<String>> subject, String type) {
        List<String> values = all(subject, type);
        return values.isEmpty() ? "" : values.get(0);
    }

    private static boolean flag(Map<String, List<String>> subject, String type) {
        return first(subject, type).equals("true");
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
