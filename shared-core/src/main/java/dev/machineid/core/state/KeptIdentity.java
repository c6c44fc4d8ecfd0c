package dev.machineid.core.state;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TeleportIdentity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The bot's own identity as it was last issued.
 *
 * @param key the bot's own, which no job ever gets
 * @param tls the certificate for that key
 * @param hostAuthorities what the cluster's servers are verified with; at least one
 */
public record KeptIdentity(JobKey key, X509Certificate tls, List<X509Certificate> hostAuthorities) {
    public KeptIdentity {
        hostAuthorities = List.copyOf(hostAuthorities);
        if (hostAuthorities.isEmpty()) {
            throw new IllegalArgumentException("there is no host authority");
        }
        if (!Arrays.equals(key.tlsPublicDer(), tls.getPublicKey().getEncoded())) {
            throw new IllegalArgumentException("the certificate is for another key");
        }
    }

    /** Whether the certificate has ended. */
    public boolean hasEnded(Instant now) {
        return !now.isBefore(tls.getNotAfter().toInstant());
    }

    /** What the certificate says. */
    public TeleportIdentity says() {
        return TeleportIdentity.of(tls);
    }
}
