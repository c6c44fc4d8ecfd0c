package dev.machineid.core.issue;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What leads to Kubernetes clusters.
 *
 * @param certificates by the clusters' names, in the order asked for, all for the job's one key; the same one for all of
 *     them where the path of a request says which cluster is meant
 * @param byPath whether it does
 */
public record KubernetesAccess(Map<String, X509Certificate> certificates, boolean byPath) {
    public KubernetesAccess {
        certificates = Collections.unmodifiableMap(new LinkedHashMap<>(certificates));
    }

    /** No cluster. */
    public static KubernetesAccess none() {
        return new KubernetesAccess(Map.of(), false);
    }
}
