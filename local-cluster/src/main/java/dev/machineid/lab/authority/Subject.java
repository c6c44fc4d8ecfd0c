package dev.machineid.lab.authority;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Teleport's use of an X.509 subject: values of one kind share one RDN (a set, as the real server writes it), and own
 * attributes lie under {@code 1.3.9999}.
 */
final class Subject {
    static final ASN1ObjectIdentifier KUBERNETES_GROUPS = own("1.2");
    static final ASN1ObjectIdentifier KUBERNETES_CLUSTER = own("1.3");
    static final ASN1ObjectIdentifier APPLICATION_SESSION = own("1.4");
    static final ASN1ObjectIdentifier APPLICATION_CLUSTER = own("1.5");
    static final ASN1ObjectIdentifier APPLICATION_ADDRESS = own("1.6");
    static final ASN1ObjectIdentifier TELEPORT_CLUSTER = own("1.7");
    static final ASN1ObjectIdentifier APPLICATION = own("1.10");
    static final ASN1ObjectIdentifier RENEWABLE = own("1.13");
    static final ASN1ObjectIdentifier GENERATION = own("1.14");
    static final ASN1ObjectIdentifier DATABASE = own("2.1");
    static final ASN1ObjectIdentifier DATABASE_PROTOCOL = own("2.2");
    static final ASN1ObjectIdentifier DATABASE_USER = own("2.3");
    static final ASN1ObjectIdentifier DATABASE_NAME = own("2.4");
    static final ASN1ObjectIdentifier IMPERSONATOR = own("2.7");
    static final ASN1ObjectIdentifier DISALLOW_REISSUE = own("2.9");
    static final ASN1ObjectIdentifier BOT_NAME = own("2.18");
    static final ASN1ObjectIdentifier BOT_INSTANCE = own("2.20");

    private Subject() {}

    private static ASN1ObjectIdentifier own(String suffix) {
        return new ASN1ObjectIdentifier("1.3.9999." + suffix);
    }

    static X500Name of(CertificateSpec spec, Binding binding) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        set(name, BCStyle.O, spec.roles());
        set(name, BCStyle.L, spec.principals());
        set(name, BCStyle.STREET, List.of(spec.routeToCluster()));
        set(name, BCStyle.POSTAL_CODE, List.of(spec.traitsJson()));
        set(name, BCStyle.CN, List.of(spec.user()));
        set(name, TELEPORT_CLUSTER, List.of(spec.cluster()));
        set(name, BOT_NAME, List.of(spec.botName()));
        set(name, BOT_INSTANCE, List.of(spec.botInstance()));
        String impersonator = spec.impersonator();
        if (impersonator != null) {
            set(name, IMPERSONATOR, List.of(impersonator));
            if (!spec.reissuable()) {
                set(name, DISALLOW_REISSUE, List.of("true"));
            }
        }
        if (spec.renewable()) {
            set(name, RENEWABLE, List.of("true"));
            set(name, GENERATION, List.of(Integer.toString(spec.generation())));
        }
        if (!binding.kubernetesCluster().isEmpty()) {
            set(name, KUBERNETES_CLUSTER, List.of(binding.kubernetesCluster()));
            set(name, KUBERNETES_GROUPS, spec.roles());
        }
        if (!binding.application().isEmpty()) {
            set(name, APPLICATION, List.of(binding.application()));
            set(name, APPLICATION_CLUSTER, List.of(spec.cluster()));
            given(name, APPLICATION_SESSION, binding.applicationSession());
            given(name, APPLICATION_ADDRESS, binding.applicationAddress());
        }
        if (!binding.database().isEmpty()) {
            set(name, DATABASE, List.of(binding.database()));
            given(name, DATABASE_PROTOCOL, binding.databaseProtocol());
            given(name, DATABASE_USER, binding.databaseUser());
            given(name, DATABASE_NAME, binding.databaseName());
        }
        return name.build();
    }

    private static void given(X500NameBuilder name, ASN1ObjectIdentifier type, String value) {
        if (!value.isEmpty()) {
            set(name, type, List.of(value));
        }
    }

    private static void set(X500NameBuilder name, ASN1ObjectIdentifier type, List<String> values) {
        AttributeTypeAndValue[] pairs = values.stream()
                .map(value -> new AttributeTypeAndValue(type, new DERUTF8String(value)))
                .toArray(AttributeTypeAndValue[]::new);
        name.addMultiValuedRDN(pairs);
    }

    /** Every value of that kind in the certificate's subject. */
    static List<String> values(X509Certificate certificate, ASN1ObjectIdentifier type) {
        X500Name name =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        List<String> found = new ArrayList<>();
        for (RDN rdn : name.getRDNs()) {
            for (AttributeTypeAndValue pair : rdn.getTypesAndValues()) {
                if (pair.getType().equals(type)) {
                    ASN1Encodable value = pair.getValue();
                    found.add(IETFUtils.valueToString(value).replace("\\", ""));
                }
            }
        }
        return found;
    }
}
