package dev.machineid.core.issue;

import dev.machineid.core.identity.Credentials;
import java.util.List;

/**
 * What the cluster issued.
 *
 * @param credentials key, certificates, and the host authorities of the root and every leaf cluster
 * @param roles the roles that were asked for
 */
public record Issued(Credentials credentials, List<String> roles) {
    public Issued {
        roles = List.copyOf(roles);
    }
}
