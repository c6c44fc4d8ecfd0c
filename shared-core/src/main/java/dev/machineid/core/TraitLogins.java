package dev.machineid.core;

import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.issue.AccessLimits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Logins that a bot has by its {@code logins} trait, where a role says {@code {{internal.logins}}}: they come with every role
 * that says so, so that asking for fewer roles does not take them away.
 */
final class TraitLogins {
    private TraitLogins() {}

    /**
     * A warning where a job asked for some of the bot's roles and got such logins all the same.
     *
     * @param logins those the credentials carry
     */
    static Optional<String> warning(
            List<String> askedRoles, List<String> logins, TeleportIdentity who, AccessLimits limits) {
        if (askedRoles.isEmpty()) {
            return Optional.empty();
        }
        Set<String> named =
                limits.roles().stream().flatMap(role -> role.logins().stream()).collect(Collectors.toSet());
        List<String> only = who.loginsTrait().stream()
                .filter(login -> logins.contains(login) && !named.contains(login))
                .toList();
        if (only.isEmpty()) {
            return Optional.empty();
        }
        boolean one = only.size() == 1;
        return Optional.of((one ? "the login " : "the logins ") + String.join(", ", only)
                + (one ? " comes" : " come") + " from the bot's logins trait ({{internal.logins}})"
                + (limits.rolesKnown() ? "" : ", unless a role names " + (one ? "it" : "them") + " too")
                + ", which is the same whatever roles are asked; put " + (one ? "it" : "them")
                + " into the logins of a role made for this job");
    }
}
