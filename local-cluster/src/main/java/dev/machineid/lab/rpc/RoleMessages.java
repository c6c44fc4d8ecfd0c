package dev.machineid.lab.rpc;

import dev.machineid.core.wire.types.ImpersonateConditions;
import dev.machineid.core.wire.types.Metadata;
import dev.machineid.core.wire.types.RoleConditions;
import dev.machineid.core.wire.types.RoleOptions;
import dev.machineid.core.wire.types.RoleSpecV6;
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Bot;
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
                RoleConditions.newBuilder().addAllLogins(role.logins()));
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
