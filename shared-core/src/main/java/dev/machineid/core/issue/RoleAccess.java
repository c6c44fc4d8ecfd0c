package dev.machineid.core.issue;

import dev.machineid.core.wire.types.LabelValues;
import dev.machineid.core.wire.types.RoleConditions;
import dev.machineid.core.wire.types.RoleOptions;
import dev.machineid.core.wire.types.RoleV6;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one role lets its holder do, and what it asks in return. Where several roles let somebody in, the strictest of them
 * decides.
 *
 * @param demands what it asks of every connection that it lets in
 * @param longest the longest life of a certificate with this role, where it says one
 * @param logins the SSH logins it names, which may be templates such as {@code {{internal.logins}}}
 * @param some what it lets its holder connect to at all, maybe only where labels fit
 * @param all of these, what it lets its holder connect to whatever the labels
 * @param api whether it lets its holder call the cluster's own API, which asks for nothing more
 */
public record RoleAccess(
        String name,
        Demands demands,
        Optional<Duration> longest,
        List<String> logins,
        Set<Reach> some,
        Set<Reach> all,
        boolean api) {
    private static final String ANY = "*";

    public RoleAccess {
        logins = List.copyOf(logins);
        some = Set.copyOf(some);
        all = Set.copyOf(all);
    }

    static RoleAccess of(RoleV6 role) {
        RoleOptions options = role.getSpec().getOptions();
        RoleConditions allow = role.getSpec().getAllow();
        Set<Reach> some = EnumSet.noneOf(Reach.class);
        Set<Reach> all = EnumSet.noneOf(Reach.class);
        for (Reach reach : Reach.values()) {
            if (lets(allow, reach)) {
                some.add(reach);
                if (letsEverywhere(allow, reach)) {
                    all.add(reach);
                }
            }
        }
        return new RoleAccess(
                role.getMetadata().getName(),
                Demands.of(options.getRequireMFAType(), options.getDeviceTrustMode()),
                Optional.of(Duration.ofNanos(options.getMaxSessionTTL()))
                        .filter(life -> !life.isZero() && !life.isNegative()),
                allow.getLoginsList(),
                some,
                all,
                allow.getRulesCount() > 0);
    }

    private static boolean lets(RoleConditions allow, Reach reach) {
        boolean labelled = labels(allow, reach).getValuesCount() > 0
                || !expression(allow, reach).isBlank();
        return labelled && (reach != Reach.NODES || allow.getLoginsCount() > 0);
    }

    private static boolean letsEverywhere(RoleConditions allow, Reach reach) {
        boolean everyLabel = Optional.ofNullable(
                        labels(allow, reach).getValuesMap().get(ANY))
                .filter(values -> values.getValuesList().contains(ANY))
                .isPresent();
        return everyLabel
                && (reach != Reach.DATABASES
                        || (allow.getDatabaseUsersList().contains(ANY)
                                && allow.getDatabaseNamesList().contains(ANY)));
    }

    private static LabelValues labels(RoleConditions allow, Reach reach) {
        return switch (reach) {
            case NODES -> allow.getNodeLabels();
            case KUBERNETES -> allow.getKubernetesLabels();
            case APPLICATIONS -> allow.getAppLabels();
            case DATABASES -> allow.getDatabaseLabels();
        };
    }

    private static String expression(RoleConditions allow, Reach reach) {
        return switch (reach) {
            case NODES -> allow.getNodeLabelsExpression();
            case KUBERNETES -> allow.getKubernetesLabelsExpression();
            case APPLICATIONS -> allow.getAppLabelsExpression();
            case DATABASES -> allow.getDatabaseLabelsExpression();
        };
    }
}
