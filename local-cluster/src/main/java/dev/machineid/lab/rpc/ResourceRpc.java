package dev.machineid.lab.rpc;

import dev.machineid.core.wire.auth.CreateAppSessionRequest;
import dev.machineid.core.wire.auth.CreateAppSessionResponse;
import dev.machineid.core.wire.auth.GetAppSessionRequest;
import dev.machineid.core.wire.auth.GetAppSessionResponse;
import dev.machineid.core.wire.auth.ListResourcesRequest;
import dev.machineid.core.wire.auth.ListResourcesResponse;
import dev.machineid.core.wire.auth.PaginatedResource;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.core.wire.types.AppServerSpecV3;
import dev.machineid.core.wire.types.AppServerV3;
import dev.machineid.core.wire.types.AppSpecV3;
import dev.machineid.core.wire.types.AppV3;
import dev.machineid.core.wire.types.DatabaseServerSpecV3;
import dev.machineid.core.wire.types.DatabaseServerV3;
import dev.machineid.core.wire.types.DatabaseSpecV3;
import dev.machineid.core.wire.types.DatabaseV3;
import dev.machineid.core.wire.types.KubernetesClusterV3;
import dev.machineid.core.wire.types.KubernetesServerSpecV3;
import dev.machineid.core.wire.types.KubernetesServerV3;
import dev.machineid.core.wire.types.Metadata;
import dev.machineid.core.wire.types.WebSessionV2;
import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.LabTarget;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.access.Targets;
import dev.machineid.lab.authority.Binding;
import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.count.Counters;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Applications, databases and Kubernetes clusters: listed for impersonated identities (a bot's own sees none), sessions, and what a certificate is bound to. */
final class ResourceRpc {
    private static final String SERVICE = "proto.AuthService";

    /** A server may give less than asked for. */
    private static final int SMALL_PAGE = 3;

    private static final Pattern BY_NAME = Pattern.compile("name == \"([^\"]+)\"");

    private final Access access;
    private final Targets targets;
    private final boolean olderSessions;

    /** @param olderSessions whether the client begins an application's session, as servers before 17 want it */
    ResourceRpc(Access access, boolean olderSessions) {
        this.access = access;
        this.targets = access.targets();
        this.olderSessions = olderSessions;
    }

    void addTo(ServerServiceDefinition.Builder service, Counters counters) {
        service.addMethod(Rpc.unary(
                SERVICE,
                "ListResources",
                ListResourcesRequest.getDefaultInstance(),
                ListResourcesResponse.getDefaultInstance(),
                counters,
                this::list));
        if (olderSessions) {
            service.addMethod(Rpc.unary(
                    SERVICE,
                    "CreateAppSession",
                    CreateAppSessionRequest.getDefaultInstance(),
                    CreateAppSessionResponse.getDefaultInstance(),
                    counters,
                    this::session));
            service.addMethod(Rpc.unary(
                    SERVICE,
                    "GetAppSession",
                    GetAppSessionRequest.getDefaultInstance(),
                    GetAppSessionResponse.getDefaultInstance(),
                    counters,
                    this::settled));
        }
    }

    private ListResourcesResponse list(ListResourcesRequest request) {
        Peer caller = CallerInterceptor.caller();
        if (request.getResourceType().equals("kube_server")) {
            return caller.impersonated() ? kubernetes(request) : ListResourcesResponse.getDefaultInstance();
        }
        Matcher name = BY_NAME.matcher(request.getPredicateExpression());
        if (!name.matches()) {
            throw Refusal.badParameter("the lab lists by name only");
        }
        ListResourcesResponse.Builder answer = ListResourcesResponse.newBuilder();
        if (!caller.impersonated()) {
            return answer.build();
        }
        switch (request.getResourceType()) {
            case "app_server" ->
                targets.application(name.group(1)).ifPresent(target -> answer.addResources(application(target)));
            case "db_server" ->
                targets.database(name.group(1)).ifPresent(target -> answer.addResources(database(target)));
            default -> throw Refusal.badParameter("the lab lists no " + request.getResourceType());
        }
        return answer.build();
    }

    /** A page of them; the next one's key is the name it begins with. */
    private ListResourcesResponse kubernetes(ListResourcesRequest request) {
        Matcher name = BY_NAME.matcher(request.getPredicateExpression());
        boolean named = name.matches();
        List<String> found = access.kubernetesClusters(request.getLabelsMap()).stream()
                .filter(cluster -> !named || cluster.equals(name.group(1)))
                .filter(cluster -> cluster.compareTo(request.getStartKey()) >= 0)
                .toList();
        ListResourcesResponse.Builder answer = ListResourcesResponse.newBuilder();
        found.stream().limit(Math.min(request.getLimit(), SMALL_PAGE)).forEach(cluster -> {
            KubernetesClusterV3 resource = KubernetesClusterV3.newBuilder()
                    .setMetadata(Metadata.newBuilder().setName(cluster))
                    .build();
            answer.addResources(PaginatedResource.newBuilder()
                    .setKubernetesServer(KubernetesServerV3.newBuilder()
                            .setSpec(KubernetesServerSpecV3.newBuilder().setCluster(resource))));
        });
        if (found.size() > answer.getResourcesCount()) {
            answer.setNextKey(found.get(answer.getResourcesCount()));
        }
        return answer.build();
    }

    private static PaginatedResource application(LabTarget target) {
        AppV3.Builder app = AppV3.newBuilder()
                .setMetadata(Metadata.newBuilder().setName(target.name()))
                .setSpec(AppSpecV3.newBuilder().setURI(target.uri()).setPublicAddr(target.publicAddress()));
        return PaginatedResource.newBuilder()
                .setAppServer(AppServerV3.newBuilder()
                        .setSpec(AppServerSpecV3.newBuilder().setApp(app)))
                .build();
    }

    private static PaginatedResource database(LabTarget target) {
        DatabaseV3.Builder database = DatabaseV3.newBuilder()
                .setMetadata(Metadata.newBuilder().setName(target.name()))
                .setSpec(DatabaseSpecV3.newBuilder().setProtocol(target.protocol()));
        return PaginatedResource.newBuilder()
                .setDatabaseServer(DatabaseServerV3.newBuilder()
                        .setSpec(DatabaseServerSpecV3.newBuilder().setDatabase(database)))
                .build();
    }

    private CreateAppSessionResponse session(CreateAppSessionRequest request) {
        Peer caller = CallerInterceptor.caller();
        if (!caller.user().equals(request.getUsername()) || !caller.impersonated()) {
            throw Refusal.denied("access denied");
        }
        String id = UUID.randomUUID().toString();
        targets.beginSlowly(id);
        return CreateAppSessionResponse.newBuilder()
                .setSession(WebSessionV2.newBuilder()
                        .setMetadata(Metadata.newBuilder().setName(id)))
                .build();
    }

    private GetAppSessionResponse settled(GetAppSessionRequest request) {
        CallerInterceptor.caller();
        if (!targets.settles(request.getSessionID())) {
            throw Refusal.notFound("key \"/web/users/sessions\" is not found");
        }
        return GetAppSessionResponse.getDefaultInstance();
    }

    /** What the certificate asked for is bound to; names are taken as they come, as on the real server. */
    Binding binding(UserCertsRequest request) {
        if (request.hasRouteToApp()) {
            String session = request.getRouteToApp().getSessionID();
            if (!olderSessions) {
                session = UUID.randomUUID().toString();
                targets.begin(session);
            }
            return Binding.application(
                    request.getRouteToApp().getName(),
                    session,
                    request.getRouteToApp().getPublicAddr());
        }
        if (request.hasRouteToDatabase()) {
            return Binding.database(
                    request.getRouteToDatabase().getServiceName(),
                    request.getRouteToDatabase().getProtocol(),
                    request.getRouteToDatabase().getUsername(),
                    request.getRouteToDatabase().getDatabase());
        }
        return Binding.kubernetes(request.getKubernetesCluster());
    }
}
