package dev.machineid.lab.authority;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Who a client certificate of the user authority says is calling. */
public record Peer(
        String user,
        List<String> roles,
        boolean impersonated,
        boolean mayReissue,
        Instant end,
        String botInstance,
        int generation,
        Binding binding,
        List<String> kubernetesGroups) {
    public Peer {
        roles = List.copyOf(roles);
        kubernetesGroups = List.copyOf(kubernetesGroups);
    }

    /** The Kubernetes cluster the certificate is bound to; "" for none. */
    public String kubernetesCluster() {
        return binding.kubernetesCluster();
    }

    /** A certificate asked for by one that impersonates ends with it. */
    public Instant until(Instant asked) {
        return impersonated && end.isBefore(asked) ? end : asked;
    }

    static Peer of(X509Certificate certificate) {
        String generation = first(certificate, Subject.GENERATION);
        return new Peer(
                first(certificate, BCStyle.CN),
                Subject.values(certificate, BCStyle.O),
                !first(certificate, Subject.IMPERSONATOR).isEmpty(),
                first(certificate, Subject.DISALLOW_REISSUE).isEmpty(),
                certificate.getNotAfter().toInstant(),
                first(certificate, Subject.BOT_INSTANCE),
                generation.isEmpty() ? 0 : Integer.parseInt(generation),
                new Binding(
                        first(certificate, Subject.KUBERNETES_CLUSTER),
                        first(certificate, Subject.APPLICATION),
                        first(certificate, Subject.APPLICATION_SESSION),
                        first(certificate, Subject.APPLICATION_ADDRESS),
                        first(certificate, Subject.DATABASE),
                        first(certificate, Subject.DATABASE_PROTOCOL),
                        first(certificate, Subject.DATABASE_USER),
                        first(certificate, Subject.DATABASE_NAME)),
                Subject.values(certificate, Subject.KUBERNETES_GROUPS));
    }

    private static String first(X509Certificate certificate, ASN1ObjectIdentifier type) {
        List<String> values = Subject.values(certificate, type);
        return values.isEmpty() ? "" : values.get(0);
    }
}
