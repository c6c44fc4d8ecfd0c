package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kubeconfig that plain {@code kubectl}, Helm and client libraries read: one context per Kubernetes cluster, the first one
 * current. It holds the certificates, or asks our program for them each time it is used.
 *
 * <p>It goes through the proxy's TLS routing, which finds the Kubernetes service by the name in the handshake, and the
 * cluster by the certificate or, where one certificate is good for all, by the path.
 */
public final class KubernetesOutput implements OutputWriter {
    static final String FILE = "kubeconfig";

    private static final String ROUTE = "kube-teleport-proxy-alpn.";
    private static final String ANY_CLUSTER = "teleport.cluster.local";
    private static final String LACKING =
            "there is no program here that a kubeconfig could ask, so exec=true was passed over: it holds the certificates"
                    + " themselves and is good until they end";

    private final Map<String, X509Certificate> certificates;
    private final boolean byPath;
    private final Optional<List<String>> program;
    private final Optional<ByTunnel> tunnel;

    /**
     * That clients reach the proxy through a tunnel on this machine's loopback.
     *
     * @param proxyAuthorities who vouches for the proxy's web certificate; empty for the system's authorities
     */
    public record ByTunnel(int port, List<X509Certificate> proxyAuthorities) {
        public ByTunnel {
            proxyAuthorities = List.copyOf(proxyAuthorities);
        }
    }

    /**
     * @param certificates the certificate for each Kubernetes cluster, by its name, all for the job's one key
     * @param byPath whether they are one and the same, and the path of a request says which cluster is meant
     * @param program the command that the kubeconfig asks; without words where there is none, absent where it is to hold
     *     the certificates
     * @param tunnel absent where clients connect to the proxy themselves
     */
    public KubernetesOutput(
            Map<String, X509Certificate> certificates,
            boolean byPath,
            Optional<List<String>> program,
            Optional<ByTunnel> tunnel) {
        this.certificates = new LinkedHashMap<>(certificates);
        this.byPath = byPath;
        this.program = program.map(List::copyOf);
        this.tunnel = tunnel;
    }

    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put("KUBECONFIG", place.exported().resolve(FILE).toString());
        Optional<List<String>> asked = program.filter(words -> !words.isEmpty());
        Map<String, Secret> files = new LinkedHashMap<>();
        files.put(FILE, Secret.of(kubeconfig(credentials, place, asked)));
        tunnel.ifPresent(way -> files.putAll(Bound.tunnel(
                KubernetesFiles.TUNNEL + "/", way.proxyAuthorities(), FarEnd.kubernetes(place, way.port()))));
        if (asked.isPresent()) {
            files.put(
                    IdentityOutput.FILE, IdentityFile.write(credentials)); // has the key, and whatever is good for all
            if (!byPath) {
                certificates.forEach((name, certificate) ->
                        files.put(KubernetesFiles.certificate(name), Secret.of(TlsCertificates.pem(certificate))));
            }
        }
        return new Delivery(
                files,
                variables,
                Stream.concat(Common.masks(credentials).stream(), Stream.of(Secret.of(key(credentials))))
                        .toList(),
                program.filter(List::isEmpty).isPresent() ? List.of(LACKING) : List.of());
    }

    /** As it stands in the file: encoded once more, so that the masks of its own lines do not hide it. */
    private static String key(Credentials credentials) {
        try (Secret pem = credentials.key().privatePem()) {
            return base64(pem.reveal());
        }
    }

    private String kubeconfig(Credentials credentials, Place place, Optional<List<String>> asked) {
        String first = certificates.keySet().iterator().next();
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: Config\n");
        text.append("current-context: ")
                .append(quoted(context(credentials, first)))
                .append('\n');
        text.append("clusters:\n");
        for (String name : byPath ? certificates.keySet() : List.of("")) {
            text.append(cluster(credentials, place, name));
        }
        text.append("contexts:\n");
        for (String name : certificates.keySet()) {
            String context = quoted(context(credentials, name));
            text.append("  - name: ").append(context).append('\n');
            text.append("    context:\n");
            text.append("      cluster: ")
                    .append(byPath ? context : quoted(credentials.cluster()))
                    .append('\n');
            text.append("      user: ")
                    .append(byPath ? quoted(credentials.cluster()) : context)
                    .append('\n');
        }
        text.append("users:\n");
        for (String name : byPath ? List.of(first) : certificates.keySet()) {
            String user = byPath ? credentials.cluster() : context(credentials, name);
            text.append("  - name: ").append(quoted(user)).append('\n');
            text.append("    user:\n");
            text.append(
                    asked.isPresent()
                            ? asking(asked.get(), place, byPath ? Optional.empty() : Optional.of(name))
                            : holding(credentials, Objects.requireNonNull(certificates.get(name))));
        }
        return text.toString();
    }

    private String cluster(Credentials credentials, Place place, String name) {
        String path = byPath ? "/v1/teleport/" + url64(credentials.cluster()) + "/" + url64(name) : "";
        return "  - name: " + quoted(byPath ? context(credentials, name) : credentials.cluster())
                + "\n    cluster:\n      server: " + quoted("https://" + address(place) + path)
                + "\n      tls-server-name: " + quoted(routeName(place.proxyHost()))
                + "\n      certificate-authority-data: "
                + base64(TlsCertificates.pem(credentials.root().tlsCertificates())) + "\n";
    }

    private String address(Place place) {
        return tunnel.map(way -> FarEnd.LOOPBACK + ":" + way.port()).orElseGet(place::proxyAddress);
    }

    private static String holding(Credentials credentials, X509Certificate certificate) {
        return "      client-certificate-data: " + base64(TlsCertificates.pem(certificate))
                + "\n      client-key-data: " + key(credentials) + "\n";
    }

    /** What kubectl starts; the directory leads to whatever generation is the newest by then. */
    private static String asking(List<String> launcher, Place place, Optional<String> name) {
        List<String> words = new ArrayList<>(launcher.subList(1, launcher.size()));
        words.addAll(List.of(
                KubernetesFiles.VERB,
                "--directory",
                KubernetesFiles.directoryOf(place).toString()));
        name.ifPresent(cluster -> words.addAll(List.of("--kubernetes-cluster", cluster)));
        StringBuilder text = new StringBuilder("      exec:\n        apiVersion: client.authentication.k8s.io/v1\n");
        text.append("        interactiveMode: Never\n        provideClusterInfo: false\n");
        text.append("        command: ").append(quoted(launcher.get(0))).append('\n');
        text.append("        args:\n");
        words.forEach(word -> text.append("          - ").append(quoted(word)).append('\n'));
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

    private static String url64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
