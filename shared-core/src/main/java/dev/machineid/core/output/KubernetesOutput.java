package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A kubeconfig with the certificates in it, which plain {@code kubectl}, Helm and client libraries read: one context per
 * Kubernetes cluster, the first one current.
 *
 * <p>It goes through the proxy's TLS routing, which finds the Kubernetes service by the name in the handshake.
 */
public final class KubernetesOutput implements OutputWriter {
    static final String FILE = "kubeconfig";

    private static final String ROUTE = "kube-teleport-proxy-alpn.";
    private static final String ANY_CLUSTER = "teleport.cluster.local";

    private final Map<String, X509Certificate> certificates;

    /** @param certificates the certificate for each Kubernetes cluster, by its name, all for the job's one key */
    public KubernetesOutput(Map<String, X509Certificate> certificates) {
        this.certificates = new LinkedHashMap<>(certificates);
    }

    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put("KUBECONFIG", place.exported().resolve(FILE).toString());
        return new Delivery(
                Map.of(FILE, Secret.of(kubeconfig(credentials, place))),
                variables,
                Stream.concat(Common.masks(credentials).stream(), Stream.of(Secret.of(key(credentials))))
                        .toList(),
                List.of());
    }

    /** As it stands in the file: encoded once more, so that the masks of its own lines do not hide it. */
    private static String key(Credentials credentials) {
        try (Secret pem = credentials.key().privatePem()) {
            return base64(pem.reveal());
        }
    }

    private String kubeconfig(Credentials credentials, Place place) {
        String authority = base64(TlsCertificates.pem(credentials.root().tlsCertificates()));
        String key = key(credentials);
        String first = certificates.keySet().iterator().next();
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: Config\n");
        text.append("current-context: ")
                .append(quoted(context(credentials, first)))
                .append('\n');
        text.append("clusters:\n");
        text.append("  - name: ").append(quoted(credentials.cluster())).append('\n');
        text.append("    cluster:\n");
        text.append("      server: ")
                .append(quoted("https://" + place.proxyAddress()))
                .append('\n');
        text.append("      tls-server-name: ")
                .append(quoted(routeName(place.proxyHost())))
                .append('\n');
        text.append("      certificate-authority-data: ").append(authority).append('\n');
        text.append("contexts:\n");
        for (String name : certificates.keySet()) {
            String context = quoted(context(credentials, name));
            text.append("  - name: ").append(context).append('\n');
            text.append("    context:\n");
            text.append("      cluster: ").append(quoted(credentials.cluster())).append('\n');
            text.append("      user: ").append(context).append('\n');
        }
        text.append("users:\n");
        certificates.forEach((name, certificate) -> {
            text.append("  - name: ").append(quoted(context(credentials, name))).append('\n');
            text.append("    user:\n");
            text.append("      client-certificate-data: ")
                    .append(base64(TlsCertificates.pem(certificate)))
                    .append('\n');
            text.append("      client-key-data: ").append(key).append('\n');
        });
        return text.toString();
    }

    /** Addresses have no name that a certificate could carry below this prefix. */
    private static String routeName(String proxyHost) {
        boolean address = proxyHost.contains(":") || proxyHost.matches("[0-9.]+");
        return ROUTE + (address ? ANY_CLUSTER : proxyHost);
    }

    private static String context(Credentials credentials, String kubernetesCluster) {
        return credentials.cluster() + "-" + kubernetesCluster;
    }

    /** A YAML scalar in double quotes that gives the text back whole, whatever is in it. */
    private static String quoted(String text) {
        StringBuilder scalar = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                scalar.append('\\').appendCodePoint(point);
            } else if (point >= ' ' && point <= '~') {
                scalar.appendCodePoint(point);
            } else {
                scalar.append(String.format(Locale.ROOT, "\\U%08x", point));
            }
        });
        return scalar.append('"').toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
