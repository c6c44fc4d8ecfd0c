package dev.machineid.lab.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What connections are asked for that bots do not have, as nodes, Kubernetes clusters, applications and databases ask for it.
 * Of the roles that let somebody in the strictest decides.
 */
final class Admission {
    /** The label {@code env} of everything in the lab. */
    private static final String ENV = "lab";

    private Admission() {}

    /** Refuses in the words of real servers. */
    static void require(Access access, Collection<String> names, String kind, String login) {
        List<LabRole> roles =
                names.stream().map(access::role).flatMap(Optional::stream).toList();
        if (access.sessionMfa() || (!roles.isEmpty() && roles.stream().allMatch(LabRole::sessionMfa))) {
            throw Refusal.denied("access to resource requires MFA");
        }
        List<LabRole> letting =
                roles.stream().filter(role -> lets(role, kind, login)).toList();
        if (letting.stream().anyMatch(LabRole::sessionMfa)) {
            throw Refusal.denied("access to resource requires MFA");
        }
        if (access.deviceTrustMode().equals("required")
                || letting.stream().anyMatch(role -> role.deviceTrustMode().equals("required"))) {
            throw Refusal.denied("access to resource requires a trusted device");
        }
    }

    private static boolean lets(LabRole role, String kind, String login) {
        LabGrants grants = role.grants();
        return grants.kinds().contains(kind)
                && (grants.labels().equals("*") || grants.labels().equals(ENV))
                && (login.isEmpty()
                        || role.logins().contains(login)
                        || role.logins().contains(LabRole.BOT_LOGINS));
    }
}
