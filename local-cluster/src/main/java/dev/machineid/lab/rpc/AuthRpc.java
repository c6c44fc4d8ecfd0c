package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.ClusterCACert;
import dev.machineid.core.wire.auth.GetRoleRequest;
import dev.machineid.core.wire.auth.PingRequest;
import dev.machineid.core.wire.auth.PingResponse;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.core.wire.types.AuthPreferenceSpecV2;
import dev.machineid.core.wire.types.AuthPreferenceV2;
import dev.machineid.core.wire.types.DeviceTrust;
import dev.machineid.core.wire.types.Metadata;
import dev.machineid.core.wire.types.RoleV6;
import dev.machineid.core.wire.types.UserV2;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Bot;
import dev.machineid.lab.access.LabRole;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.CertificateSpec;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import io.grpc.ServerServiceDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The auth service: certificates, roles, the host authority. */
final class AuthRpc {
    private static final String SERVICE = "proto.AuthService";

    private final ClusterAuthorities authorities;
    private final Access access;
    private final Clock clock;
    private final UserKeys keys;
    private final boolean reissuable;
    private final String version;
    private final Supplier<String> proxyAddress;
    private final Set<String> clusters;
    private final ResourceRpc resources;

    AuthRpc(
            ClusterAuthorities authorities,
            Access access,
            Clock clock,
            boolean oneKey,
            String version,
            Supplier<String> proxyAddress,
            Set<String> clusters,
            ResourceRpc resources) {
        this.authorities = authorities;
        this.access = access;
        this.clock = clock;
        this.keys = new UserKeys(oneKey);
        this.reissuable = !oneKey;
        this.version = version;
        this.proxyAddress = proxyAddress;
        this.clusters = Set.copyOf(clusters);
        this.resources = resources;
    }

    ServerServiceDefinition service(Counters counters) {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE)
                .addMethod(Rpc.unary(
                        SERVICE,
                        "Ping",
                        PingRequest.getDefaultInstance(),
                        PingResponse.getDefaultInstance(),
                        counters,
                        ping -> PingResponse.newBuilder()
                                .setClusterName(authorities.cluster())
                                .setServerVersion(version)
                                .setProxyPublicAddr(proxyAddress.get())
                                .build()))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GetClusterCACert",
                        Empty.getDefaultInstance(),
                        ClusterCACert.getDefaultInstance(),
                        counters,
                        empty -> ClusterCACert.newBuilder()
                                .setTLSCA(ByteString.copyFromUtf8(
                                        authorities.host().pem()))
                                .build()))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GetRole",
                        GetRoleRequest.getDefaultInstance(),
                        RoleV6.getDefaultInstance(),
                        counters,
                        this::role))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GetAuthPreference",
                        Empty.getDefaultInstance(),
                        AuthPreferenceV2.getDefaultInstance(),
                        counters,
                        empty -> preference()))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GetCurrentUser",
                        Empty.getDefaultInstance(),
                        UserV2.getDefaultInstance(),
                        counters,
                        empty -> currentUser()))
                .addMethod(Rpc.list(
                        SERVICE,
                        "GetCurrentUserRoles",
                        Empty.getDefaultInstance(),
                        RoleV6.getDefaultInstance(),
                        counters,
                        empty -> currentRoles()))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GenerateUserCerts",
                        UserCertsRequest.getDefaultInstance(),
                        Certs.getDefaultInstance(),
                        counters,
                        this::certificates));
        resources.addTo(service, counters);
        return service.build();
    }

    private AuthPreferenceV2 preference() {
        CallerInterceptor.caller();
        return AuthPreferenceV2.newBuilder()
                .setSpec(AuthPreferenceSpecV2.newBuilder()
                        .setRequireMFAType(access.sessionMfa() ? 1 : 0)
                        .setDeviceTrust(DeviceTrust.newBuilder().setMode(access.deviceTrustMode())))
                .build();
    }

    private RoleV6 role(GetRoleRequest request) {
        Peer caller = CallerInterceptor.caller();
        if (!caller.roles().contains(request.getName())) {
            throw Refusal.denied("access denied");
        }
        return role(request.getName());
    }

    private RoleV6 role(String name) {
        return access.bot(name)
                .map(RoleMessages::ofBot)
                .or(() -> access.role(name).map(RoleMessages::of))
                .orElseThrow(() -> Refusal.notFound("role " + name + " is not found"));
    }

    private List<RoleV6> currentRoles() {
        Peer caller = CallerInterceptor.caller();
        access.answerRoles();
        return caller.roles().stream().map(this::role).toList();
    }

    /** Before 16 the count of renewals stands on the bot's user, for everybody to read who is that user. */
    private UserV2 currentUser() {
        Peer caller = CallerInterceptor.caller();
        Metadata.Builder metadata = Metadata.newBuilder().setName(caller.user());
        if (access.renewals().isPerBot()) {
            metadata.putLabels(
                    "teleport.internal/bot-generation",
                    Integer.toString(access.renewals().of(caller.user(), "")));
        }
        return UserV2.newBuilder().setMetadata(metadata).build();
    }

    private Certs certificates(UserCertsRequest request) {
        Peer caller = CallerInterceptor.caller();
        if (!caller.mayReissue()) {
            throw Refusal.denied("access denied: identity is not allowed to reissue certificates");
        }
        if (!request.getUsername().equals(caller.user())) {
            throw Refusal.denied("user \"" + caller.user() + "\" has requested to generate certs for \""
                    + request.getUsername() + "\".");
        }
        Bot bot = access.bot(caller.user()).orElseThrow(() -> Refusal.denied("access denied"));
        Instant asked = Instant.ofEpochSecond(
                request.getExpires().getSeconds(), request.getExpires().getNanos());
        Instant now = clock.instant();
        access.requireKubernetesCluster(request.getKubernetesCluster());
        CertificateSpec spec;
        boolean forRoles = request.getUseRoleRequests() || request.getRoleRequestsCount() > 0;
        if (caller.impersonated() && forRoles) {
            throw Refusal.denied("access denied: impersonated roles can not request other roles");
        }
        if (caller.impersonated() || forRoles) {
            List<LabRole> held = access.impersonate(bot, forRoles ? request.getRoleRequestsList() : caller.roles());
            spec = new CertificateSpec(
                    bot.user(),
                    bot.name(),
                    caller.botInstance(),
                    held.stream().map(LabRole::name).toList(),
                    List.copyOf(Access.logins(bot, held)),
                    bot.logins(),
                    authorities.cluster(),
                    route(request.getRouteToCluster()),
                    bot.user(),
                    caller.impersonated() || (reissuable && request.getReissuableRoleImpersonation()),
                    0,
                    Access.expiry(caller.until(asked), now, Access.OUTPUT_LIFE, held));
        } else if (caller.generation() > 0) {
            access.countRenewal(bot, caller.botInstance(), caller.generation());
            spec = CertificateSpec.ownOf(
                    bot.user(),
                    bot.name(),
                    caller.botInstance(),
                    authorities.cluster(),
                    caller.generation() + 1,
                    Access.expiry(asked, now, Access.BOT_LIFE, List.of()));
        } else {
            throw Refusal.denied("access denied");
        }
        return keys.issue(authorities, spec, request, resources.binding(request));
    }

    private String route(String asked) {
        if (asked.isEmpty()) {
            return authorities.cluster();
        }
        if (!clusters.contains(asked)) {
            throw Refusal.notFound("remote cluster \"" + asked + "\" is not found");
        }
        return asked;
    }
}
