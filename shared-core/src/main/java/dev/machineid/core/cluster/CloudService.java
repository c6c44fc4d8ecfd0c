package dev.machineid.core.cluster;

import dev.machineid.core.platform.CloudHttp;
import dev.machineid.core.platform.IdTokenHttp.Reply;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Asks a cloud: its metadata servers straight, its public services through the job's HTTP proxy, trusting what the Java runtime trusts. */
final class CloudService implements CloudHttp {
    private static final long MAX_BYTES = 256 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LOCAL_LIMIT = Duration.ofSeconds(5);

    private final OkHttpClient base;
    private final Dns names;
    private final Map<String, String> variables;
    private final Deadline deadline;

    CloudService(OkHttpClient base, Dns names, Map<String, String> variables, Deadline deadline) {
        this.base = base;
        this.names = names;
        this.variables = variables;
        this.deadline = deadline;
    }

    @Override
    public Reply send(Call call) {
        Request.Builder request =
                new Request.Builder().url(call.uri().toString()).header("user-agent", "machine-id");
        call.headers().forEach((name, value) -> request.header(name, value.reveal()));
        ClusterAddress service = address(call);
        try (Response response = client(call, service)
                .newCall(request.method(call.method(), body(call)).build())
                .execute()) {
            if (response.body().source().request(MAX_BYTES + 1)) {
                throw new IOException("the answer is longer than " + MAX_BYTES + " bytes");
            }
            return new Reply(response.code(), Secret.of(response.body().bytes()));
        } catch (IOException broken) {
            throw new FaultException(
                    ErrorCode.CLOUD_METADATA_UNAVAILABLE,
                    service + " did not answer",
                    List.of("cause: " + Failures.explain(broken, service).what()),
                    call.local()
                            ? "run this on a machine of the cloud that join-method names, where its metadata server can"
                                    + " be reached"
                            : "check that this job can reach it, directly or by HTTPS_PROXY",
                    broken);
        }
    }

    private OkHttpClient client(Call call, ClusterAddress service) {
        Duration most = call.local() ? LOCAL_LIMIT : LIMIT;
        Duration left = deadline.remainingOrFail();
        OkHttpClient.Builder client = base.newBuilder()
                // The base speaks no TLS, to start quickly.
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
                // Such servers close a connection whenever they like, and no request is repeated by the client.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
                .proxy(java.net.Proxy.NO_PROXY)
                .callTimeout(left.compareTo(most) < 0 ? left : most);
        if (call.local()) {
            return client.connectTimeout(Call.LOCAL_CONNECT).dns(names).build();
        }
        TargetSocketFactory sockets = new TargetSocketFactory(service, HttpProxy.forTarget(service, variables));
        return client.socketFactory(sockets)
                .dns(Network.lookup(names, sockets.lookupHost()))
                .build();
    }

    private static @Nullable RequestBody body(Call call) {
        return call.method().equals("GET")
                ? null
                : RequestBody.create(call.body().revealBytes(), null);
    }

    private static ClusterAddress address(Call call) {
        int port = call.uri().getPort();
        boolean plain = "http".equalsIgnoreCase(call.uri().getScheme());
        return ClusterAddress.parse(call.uri().getHost() + ":" + (port > 0 ? port : plain ? 80 : 443));
    }
}
