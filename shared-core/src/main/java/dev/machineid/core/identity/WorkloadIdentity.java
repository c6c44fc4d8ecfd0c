package dev.machineid.core.identity;

import dev.machineid.core.secret.Secret;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SPIFFE identity, checked.
 *
 * @param name of the resource in Teleport
 * @param spiffeId {@code spiffe://TRUST-DOMAIN/PATH}
 * @param svid the X.509 form, where it was asked for
 * @param token the JWT form, where it was asked for
 * @param expires when the first of them ends
 */
public record WorkloadIdentity(
        String name, String spiffeId, Optional<X509Svid> svid, Optional<Secret> token, Instant expires) {
    /** A resource's name becomes a directory's. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");

    /**
     * The X.509 form.
     *
     * @param key its own, not the job's
     * @param chain its certificate first, then those between it and the trust bundle
     */
    public record X509Svid(JobKey key, List<X509Certificate> chain) {
        public X509Svid {
            chain = List.copyOf(chain);
        }
    }

    public WorkloadIdentity {
        if (!NAME.matcher(name).matches()) {
            throw Unreadable.because("the workload identity", "its name cannot be a directory's");
        }
    }
}
