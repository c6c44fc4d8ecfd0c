package dev.machineid.core.issue;

import com.google.protobuf.Empty;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.wire.auth.GetRoleRequest;
import dev.machineid.core.wire.types.AuthPreferenceSpecV2;
import dev.machineid.core.wire.types.AuthPreferenceV2;
import dev.machineid.core.wire.types.RoleOptions;
import dev.machineid.core.wire.types.RoleV6;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * What a cluster and the roles of an identity ask of a connection that no job can give, and how long they let credentials
 * live. A role bites only where it is the one that grants the access; the cluster's own settings bite everywhere.
 *
 * @param cluster what holds for every connection
 * @param roles what holds where the role grants access, in the order of the roles
 * @param unread roles that the cluster would not show
 */
public record AccessLimits(Limits cluster, Map<String, Limits> roles, List<String> unread) {
    /**
     * What one resource asks.
     *
     * @param sessionMfa a second factor for every connection
     * @param trustedDevice a device of the cluster's inventory, of machines too
     * @param longest the longest life, where it says one
     */
    public record Limits(boolean sessionMfa, boolean trustedDevice, Optional<Duration> longest) {}

    public AccessLimits {
        roles = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        unread = List.copyOf(unread);
    }

    /**
     * Asks, as the identity that has the roles: everybody may read the roles that are his own.
     *
     * @throws dev.machineid.core.report.MachineIdException if the cluster does not answer
     */
    public static AccessLimits read(GrpcChannel auth, List<String> roles) {
        CompletableFuture<AuthPreferenceV2> preference = auth.unary(
                "/proto.AuthService/GetAuthPreference", Empty.getDefaultInstance(), AuthPreferenceV2.parser());
        Map<String, CompletableFuture<RoleV6>> asked = new LinkedHashMap<>();
        for (String role : roles) {
            asked.put(
                    role,
                    auth.unary(
                            "/proto.AuthService/GetRole",
                            GetRoleRequest.newBuilder().setName(role).build(),
                            RoleV6.parser()));
        }
        Map<String, Limits> found = new LinkedHashMap<>();
        List<String> unread = new ArrayList<>();
        asked.forEach((name, answer) -> answered(auth, answer)
                .ifPresentOrElse(role -> found.put(name, of(role.getSpec().getOptions())), () -> unread.add(name)));
        Limits cluster = answered(auth, preference)
                .map(shown -> of(shown.getSpec()))
                .orElse(new Limits(false, false, Optional.empty()));
        return new AccessLimits(cluster, found, unread);
    }

    /** Empty where the cluster says that it will not tell. */
    private static <T> Optional<T> answered(GrpcChannel auth, CompletableFuture<T> answer) {
        try {
            return Optional.of(answer.get());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof GrpcStatusException status && !status.isFault()) {
                return Optional.empty();
            }
            if (failed.getCause() instanceof IOException broken) {
                throw auth.explain(broken);
            }
            throw new IllegalStateException("a call failed in an unknown way", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw IssueFailures.interrupted();
        }
    }

    private static Limits of(RoleOptions options) {
        return new Limits(
                options.getRequireMFAType() != 0,
                isRequired(options.getDeviceTrustMode()),
                Optional.of(Duration.ofNanos(options.getMaxSessionTTL()))
                        .filter(life -> !life.isZero() && !life.isNegative()));
    }

    private static Limits of(AuthPreferenceSpecV2 preference) {
        return new Limits(
                preference.getRequireMFAType() != 0,
                isRequired(preference.getDeviceTrust().getMode()),
                Optional.empty());
    }

    /** {@code optional} lets everybody in, {@code required-for-humans} lets bots in. */
    private static boolean isRequired(String mode) {
        return mode.equals("required");
    }
}
