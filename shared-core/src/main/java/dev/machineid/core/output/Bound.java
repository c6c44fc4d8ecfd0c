package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.secret.Secret;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a certificate that is good for one target only, in a directory of their own. */
final class Bound {
    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";
    static final String AUTHORITIES = "tls.cas";

    /** Who vouches for the proxy's web certificate; absent where the system's authorities do. */
    static final String PROXY_AUTHORITIES = "proxy.cas";

    private Bound() {}

    /** {@code tls.crt}, {@code tls.key} (PKCS#8), {@code tls.cas} and where a tunnel leads. */
    static Map<String, Secret> files(
            String directory,
            Credentials credentials,
            X509Certificate certificate,
            Secret authorities,
            List<X509Certificate> proxyAuthorities,
            FarEnd end) {
        Map<String, Secret> files = new LinkedHashMap<>();
        files.put(directory + CERTIFICATE, Secret.of(TlsCertificates.pem(certificate)));
        files.put(directory + KEY, credentials.key().privatePem());
        files.put(directory + AUTHORITIES, authorities);
        files.putAll(tunnel(directory, proxyAuthorities, end));
        return files;
    }

    /** What a tunnel needs beside a certificate. */
    static Map<String, Secret> tunnel(String directory, List<X509Certificate> proxyAuthorities, FarEnd end) {
        Map<String, Secret> files = new LinkedHashMap<>();
        if (!proxyAuthorities.isEmpty()) {
            files.put(directory + PROXY_AUTHORITIES, Secret.of(TlsCertificates.pem(proxyAuthorities)));
        }
        files.put(directory + FarEnd.FILE, Secret.of(end.text()));
        return files;
    }

    /** Whatever of the cluster's own may vouch for the other side, PEM. */
    static Secret authorities(Credentials credentials, List<X509Certificate> more) {
        List<X509Certificate> all = new ArrayList<>(credentials.root().tlsCertificates());
        all.addAll(more);
        return Secret.of(TlsCertificates.pem(all));
    }
}
