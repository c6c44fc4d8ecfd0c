package dev.machineid.core.issue;

import com.google.protobuf.Empty;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.wire.types.AuthPreferenceSpecV2;
import dev.machineid.core.wire.types.AuthPreferenceV2;
import dev.machineid.core.wire.types.RoleV6;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a cluster and the roles of an identity ask of a connection that no job can give, and how long they let credentials
 * live.
 *
 * @param cluster what holds for every connection
 * @param roles what each role lets its holder do, and under which demands; empty where the cluster does not show them
 */
public record AccessLimits(Demands cluster, List<RoleAccess> roles) {
    /** Nobody could be asked. */
    public static final AccessLimits UNKNOWN = new AccessLimits(Demands.NONE, List.of());

    public AccessLimits {
        roles = List.copyOf(roles);
    }

    /** Whether the cluster shows the roles; an identity has at least one. */
    public boolean rolesKnown() {
        return !roles.isEmpty();
    }

    /**
     * Asks, as the identity that has the roles: everybody may read the roles that are his own. The future never fails; what
     * the cluster does not tell counts as asking for nothing.
     */
    public static CompletableFuture<AccessLimits> ask(GrpcChannel auth) {
        CompletableFuture<Demands> cluster = auth.unary(
                        "/proto.AuthService/GetAuthPreference", Empty.getDefaultInstance(), AuthPreferenceV2.parser())
                .thenApply(preference -> demands(preference.getSpec()))
                .exceptionally(untold -> Demands.NONE);
        CompletableFuture<List<RoleAccess>> roles = auth.list(
                        "/proto.AuthService/GetCurrentUserRoles", Empty.getDefaultInstance(), RoleV6.parser())
                .thenApply(shown -> shown.stream().map(RoleAccess::of).toList())
                .exceptionally(untold -> List.of());
        return cluster.thenCombine(roles, AccessLimits::new);
    }

    private static Demands demands(AuthPreferenceSpecV2 preference) {
        return Demands.of(
                preference.getRequireMFAType(), preference.getDeviceTrust().getMode());
    }
}
