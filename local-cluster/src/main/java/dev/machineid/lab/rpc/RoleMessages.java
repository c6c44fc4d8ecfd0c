package dev.machineid.lab.rpc;

import dev.machineid.core.wire.types.ImpersonateConditions;
import dev.machineid.core.wire.types.LabelValues;
import dev.machineid.core.wire.types.Metadata;
import dev.machineid.core.wire.types.RoleConditions;
import dev.machineid.core.wire.types.RoleOptions;
import dev.machineid.core.wire.types.RoleSpecV6;
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.core.wire.types.Rule;
import dev.machineid.core.wire.types.StringValues;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Bot;
import dev.machineid.lab.access.LabGrants;
import dev.machineid.lab.access.LabRole;

/** Roles as wire messages. */
final class RoleMessages {
    private RoleMessages() {}

    static RoleV6 ofBot(Bot bot) {
        return of(
                bot.user(),
                RoleOptions.newBuilder().setMaxSessionTTL(Access.BOT_LIFE.toNanos()),
                RoleConditions.newBuilder()
                        .setImpersonate(ImpersonateConditions.newBuilder().addAllRoles(bot.roles())));
    }

    static RoleV6 of(LabRole role) {
        return of(
                role.name(),
                RoleOptions.newBuilder()
                        .setMaxSessionTTL(role.maxSessionTtl().toNanos())
                        .setRequireMFAType(role.sessionMfa() ? 1 : 0)
                        .setDeviceTrustMode(role.deviceTrustMode()),
                allow(role));
    }

    private static RoleConditions.Builder allow(LabRole role) {
        LabGrants grants = role.grants();
        String key = grants.labels().equals("*") ? "*" : "env";
        LabelValues labels = LabelValues.newBuilder()
                .putValues(
                        key,
                        StringValues.newBuilder().addValues(grants.labels()).build())
                .build();
        RoleConditions.Builder allow = RoleConditions.newBuilder().addAllLogins(role.logins());
        if (grants.kinds().contains("node")) {
            allow.setNodeLabels(labels);
        }
        if (grants.kinds().contains("kube_cluster")) {
            allow.setKubernetesLabels(labels);
        }
        if (grants.kinds().contains("app")) {
            allow.setAppLabels(labels);
        }
        if (grants.kinds().contains("db")) {
            allow.setDatabaseLabels(labels).addDatabaseUsers("*").addDatabaseNames("*");
        }
        if (grants.api()) {
            allow.addRules(Rule.getDefaultInstance());
        }
        return allow;
    }

    private static RoleV6 of(String name, RoleOptions.Builder options, RoleConditions.Builder allow) {
        return RoleV6.newBuilder()
                .setKind("role")
                .setVersion("v7")
                .setMetadata(Metadata.newBuilder().setName(name))
                .setSpec(RoleSpecV6.newBuilder().setOptions(options).setAllow(allow))
                .build();
    }
}
