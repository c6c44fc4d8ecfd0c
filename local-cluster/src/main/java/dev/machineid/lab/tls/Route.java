package dev.machineid.lab.tls;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a connection goes, decided by the ALPN names it offers, as the real proxy decides. */
public enum Route {
    /** Join without an identity over gRPC. */
    JOIN(Certificate.WEB, ClientAuth.NONE, Optional.of("h2")),
    /** The auth server over gRPC. */
    AUTH(Certificate.CLUSTER, ClientAuth.OPTIONAL, Optional.of("h2")),
    /** The auth server over HTTP/1.1. */
    AUTH_REST(Certificate.CLUSTER, ClientAuth.OPTIONAL, Optional.of("http/1.1")),
    /** The SSH streams over gRPC; the real proxy names no protocol in its answer here. */
    SSH_GRPC(Certificate.CLUSTER, ClientAuth.REQUIRED, Optional.of("")),
    /** The Kubernetes API, chosen by the server name instead. */
    KUBERNETES(Certificate.CLUSTER, ClientAuth.REQUIRED, Optional.empty()),
    /** Raw SSH to the proxy. */
    SSH(Certificate.CLUSTER, ClientAuth.NONE, Optional.of(SshNames.SSH)),
    /** A TCP application, which the client certificate names. */
    TCP_APPLICATION(Certificate.WEB, ClientAuth.REQUIRED, Optional.of("teleport-tcp")),
    /** A database, which the client certificate names; the protocol name says what it speaks. */
    DATABASE(Certificate.WEB, ClientAuth.REQUIRED, Optional.empty()),
    /**
     * The web endpoints; http/1.1 wins where both are offered, as on the real proxy. A client certificate that names a web
     * application leads there instead.
     */
    WEB(Certificate.WEB, ClientAuth.OPTIONAL, Optional.empty()),
    /** A name for the auth server without a protocol for the inside: answered with the no_application_protocol alert. */
    NO_PROTOCOL(Certificate.CLUSTER, ClientAuth.NONE, Optional.empty());

    /** Which certificate the port shows. */
    enum Certificate {
        WEB,
        CLUSTER
    }

    /** Whether the port asks for a client certificate. */
    enum ClientAuth {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    private static final class SshNames {
        static final String SSH = "teleport-proxy-ssh";
        static final String SSH_GRPC = "teleport-proxy-ssh-grpc";
    }

    /** How a server name begins that leads to the Kubernetes API. */
    static final String KUBERNETES_NAME = "kube-teleport-proxy-alpn.";

    private static final String AUTH_PREFIX = "teleport-auth@";
    private static final String AUTH_SUFFIX = ".teleport.cluster.local";
    private static final Set<String> DATABASES = Set.of("teleport-postgres", "teleport-mysql", "teleport-mongodb");
    private static final List<String> WEB_PREFERENCE = List.of("http/1.1", "h2");

    private final Certificate certificate;
    private final ClientAuth clientAuth;
    private final Optional<String> answer;

    Route(Certificate certificate, ClientAuth clientAuth, Optional<String> answer) {
        this.certificate = certificate;
        this.clientAuth = clientAuth;
        this.answer = answer;
    }

    Certificate certificate() {
        return certificate;
    }

    ClientAuth clientAuth() {
        return clientAuth;
    }

    /** The route for this server name and these names of protocols; empty as below. */
    static Optional<Route> choose(String serverName, List<String> alpn, String clusterHex) {
        return serverName.startsWith(KUBERNETES_NAME) ? Optional.of(KUBERNETES) : choose(alpn, clusterHex);
    }

    /** The route for these names; empty for another cluster's auth server, where the real proxy hangs up. */
    static Optional<Route> choose(List<String> alpn, String clusterHex) {
        Optional<String> auth =
                alpn.stream().filter(name -> name.startsWith(AUTH_PREFIX)).findFirst();
        if (auth.isPresent()) {
            if (!auth.get().equals(AUTH_PREFIX + clusterHex + AUTH_SUFFIX)) {
                return Optional.empty();
            }
            if (alpn.contains("h2")) {
                return Optional.of(AUTH);
            }
            return Optional.of(alpn.contains("http/1.1") ? AUTH_REST : NO_PROTOCOL);
        }
        if (alpn.contains("teleport-proxy-grpc")) {
            return Optional.of(JOIN);
        }
        if (alpn.contains(SshNames.SSH_GRPC)) {
            return Optional.of(SSH_GRPC);
        }
        if (alpn.contains("teleport-tcp")) {
            return Optional.of(TCP_APPLICATION);
        }
        if (alpn.stream().anyMatch(DATABASES::contains)) {
            return Optional.of(DATABASE);
        }
        return Optional.of(alpn.contains(SshNames.SSH) ? SSH : WEB);
    }

    /** The route on the auth server's own port, where h2 wins and a client without ALPN speaks HTTP/1.1. */
    static Route atAuth(List<String> alpn) {
        if (alpn.contains("h2")) {
            return AUTH;
        }
        return alpn.isEmpty() || alpn.contains("http/1.1") ? AUTH_REST : NO_PROTOCOL;
    }

    /** The ALPN answer to this offer: a name, "" for none, null for the no_application_protocol alert. */
    @org.jspecify.annotations.Nullable
    String answerTo(List<String> offered) {
        if (this == DATABASE) {
            return offered.stream().filter(DATABASES::contains).findFirst().orElse(null);
        }
        return answer.orElseGet(() -> this == WEB || this == KUBERNETES
                ? WEB_PREFERENCE.stream().filter(offered::contains).findFirst().orElse(null)
                : null);
    }
}
