package dev.machineid.core.issue;

import dev.machineid.core.identity.Credentials;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the cluster issued.
 *
 * @param credentials key, certificates, and the host authorities of the root and every leaf cluster
 * @param roles the roles that were asked for
 * @param kubernetes a certificate per Kubernetes cluster, by its name, for the same key
 * @param reached applications and databases, with certificates for the same key
 */
public record Issued(
        Credentials credentials, List<String> roles, Map<String, X509Certificate> kubernetes, Reached reached) {
    public Issued {
        roles = List.copyOf(roles);
        kubernetes = Collections.unmodifiableMap(new LinkedHashMap<>(kubernetes));
    }
}
