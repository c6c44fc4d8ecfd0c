package dev.machineid.core.issue;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.wire.auth.CreateAppSessionRequest;
import dev.machineid.core.wire.auth.CreateAppSessionResponse;
import dev.machineid.core.wire.auth.GetAppSessionRequest;
import dev.machineid.core.wire.auth.GetAppSessionResponse;
import dev.machineid.core.wire.auth.ListResourcesRequest;
import dev.machineid.core.wire.auth.ListResourcesResponse;
import dev.machineid.core.wire.auth.PaginatedResource;
import dev.machineid.core.wire.types.AppV3;
import dev.machineid.core.wire.types.DatabaseV3;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster about applications and databases as the identity just issued, because a bot itself sees none.
 *
 * <p>It needs a connection of its own. The questions are put before that identity is there: the handshake waits for it, so
 * that from then on they cost one round trip. Without applications and databases nothing is opened.
 */
public final class Lookup implements AutoCloseable {
    private static final String APPLICATION = "app_server";
    private static final String DATABASE = "db_server";

    /** Together about four seconds; a server's caches follow within two. */
    private static final int LOOKS = 80;

    private static final Executor LATER = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final Function<CompletableFuture<ClientIdentity>, GrpcChannel> connect;
    private final CompletableFuture<ClientIdentity> own = new CompletableFuture<>();
    private final Map<String, CompletableFuture<ListResourcesResponse>> begun = new ConcurrentHashMap<>();
    private @Nullable GrpcChannel opened;

    /** @param connect the auth server as an identity that may still be on its way */
    public Lookup(Function<CompletableFuture<ClientIdentity>, GrpcChannel> connect) {
        this.connect = connect;
    }

    /** Puts the questions. */
    void begin(IssueRequest request) {
        request.applications().forEach(name -> begun.put(APPLICATION + name, ask(APPLICATION, name)));
        request.databases().forEach(target -> begun.put(DATABASE + target.service(), ask(DATABASE, target.service())));
    }

    /** Who we are from now on. */
    void as(Credentials credentials) {
        own.complete(new ClientIdentity(
                TrustAnchors.only(credentials.root().tlsCertificates()),
                credentials.key().keyPair().getPrivate(),
                credentials.tls()));
    }

    /** The application of that name; fails with {@link ErrorCode#TARGET_NOT_FOUND} where these roles see none. */
    CompletableFuture<AppV3> application(String name) {
        return found(APPLICATION, name)
                .thenApply(list -> apps(list)
                        .filter(app -> app.getMetadata().getName().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown("application", name, "tctl apps ls")));
    }

    /** The database of that name; fails with {@link ErrorCode#TARGET_NOT_FOUND} where these roles see none. */
    CompletableFuture<DatabaseV3> database(String name) {
        return found(DATABASE, name)
                .thenApply(list -> databases(list)
                        .filter(database -> database.getMetadata().getName().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown("database", name, "tctl db ls")));
    }

    /** Begins the session that an application certificate of an older server names; its id. */
    CompletableFuture<String> session(AppV3 app, Credentials credentials, String user) {
        return channel()
                .unary(
                        "/proto.AuthService/CreateAppSession",
                        CreateAppSessionRequest.newBuilder()
                                .setUsername(user)
                                .setPublicAddr(app.getSpec().getPublicAddr())
                                .setClusterName(credentials.cluster())
                                .build(),
                        CreateAppSessionResponse.parser())
                .thenApply(answer -> answer.getSession().getMetadata().getName());
    }

    /**
     * Ends when the cluster's caches hold the session, or after some seconds all the same: until then its proxy refuses the
     * certificate.
     */
    CompletableFuture<Void> settled(String session) {
        return settled(session, LOOKS);
    }

    private CompletableFuture<Void> settled(String session, int looks) {
        return channel()
                .unary(
                        "/proto.AuthService/GetAppSession",
                        GetAppSessionRequest.newBuilder().setSessionID(session).build(),
                        GetAppSessionResponse.parser())
                .handle((there, missing) -> missing)
                .thenCompose(missing -> missing == null || looks <= 1
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.runAsync(() -> {}, LATER)
                                .thenCompose(waited -> settled(session, looks - 1)));
    }

    private CompletableFuture<ListResourcesResponse> found(String type, String name) {
        CompletableFuture<ListResourcesResponse> early = begun.remove(type + name);
        return early == null ? ask(type, name) : early;
    }

    private CompletableFuture<ListResourcesResponse> ask(String type, String name) {
        ListResourcesRequest question = ListResourcesRequest.newBuilder()
                .setResourceType(type)
                .setNamespace("default")
                .setLimit(1)
                .setPredicateExpression("name == \"" + name + "\"") // a name holds no quotes
                .build();
        return channel().unary("/proto.AuthService/ListResources", question, ListResourcesResponse.parser());
    }

    private GrpcChannel channel() {
        GrpcChannel channel = opened;
        if (channel == null) {
            channel = connect.apply(own);
            opened = channel;
        }
        return channel;
    }

    private static Stream<AppV3> apps(ListResourcesResponse list) {
        return list.getResourcesList().stream()
                .filter(PaginatedResource::hasAppServer)
                .map(resource -> resource.getAppServer().getSpec().getApp());
    }

    private static Stream<DatabaseV3> databases(ListResourcesResponse list) {
        return list.getResourcesList().stream()
                .filter(PaginatedResource::hasDatabaseServer)
                .map(resource -> resource.getDatabaseServer().getSpec().getDatabase());
    }

    private static DeniedException unknown(String kind, String name, String command) {
        return new DeniedException(
                ErrorCode.TARGET_NOT_FOUND,
                "the cluster has no " + kind + " " + name + ", or these roles may not see it",
                List.of("a bot sees what the " + (kind.equals("database") ? "db" : "app")
                        + "_labels of its roles allow, in the root cluster only"),
                "list them with: " + command + "; leaf clusters serve bots over SSH only",
                null);
    }

    /** The next question gets a new connection: one whose end nobody has read yet counts as good. */
    void again() {
        begun.clear();
        if (opened != null) {
            opened.close();
        }
    }

    /** Ends the connection, where there is one. */
    @Override
    public void close() {
        own.cancel(true); // lets go of a handshake that still waits
        if (opened != null) {
            opened.close();
        }
    }
}
