package dev.machineid.core.join;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TeleportIdentity;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who the job is in the cluster after a join: the bot itself. It may ask for certificates and is never handed to a job.
 *
 * @param key the job's key, the same for everything this login issues
 * @param tls the bot's certificate
 * @param hostAuthorities what the cluster's own servers are verified with
 */
public record BotIdentity(JobKey key, X509Certificate tls, List<X509Certificate> hostAuthorities) {

    public BotIdentity {
        hostAuthorities = List.copyOf(hostAuthorities);
    }

    /**
     * Keeps those authorities that did not sign the bot's own certificate: a join hands out the user authority beside the
     * host authority, and a server's certificate must come from the latter.
     */
    static BotIdentity of(JobKey key, X509Certificate tls, List<X509Certificate> authorities) {
        return new BotIdentity(
                key,
                tls,
                authorities.stream()
                        .filter(authority -> !signed(authority, tls))
                        .toList());
    }

    private static boolean signed(X509Certificate authority, X509Certificate certificate) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException otherKey) {
            return false;
        }
    }

    /** What the certificate says. */
    public TeleportIdentity identity() {
        return TeleportIdentity.of(tls);
    }
}
