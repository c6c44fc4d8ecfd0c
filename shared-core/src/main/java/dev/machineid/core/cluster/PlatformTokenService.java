package dev.machineid.core.cluster;

import dev.machineid.core.platform.IdTokenHttp;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Asks a CI platform's token service, trusting what the Java runtime trusts, through the job's HTTP proxy. */
final class PlatformTokenService implements IdTokenHttp {
    private static final long MAX_BYTES = 64 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final OkHttpClient base;
    private final Dns names;
    private final Map<String, String> variables;
    private final Deadline deadline;

    PlatformTokenService(OkHttpClient base, Dns names, Map<String, String> variables, Deadline deadline) {
        this.base = base;
        this.names = names;
        this.variables = variables;
        this.deadline = deadline;
    }

    @Override
    public Reply get(URI uri, Secret bearer, Map<String, String> headers) {
        return send(uri, bearer, headers, new Request.Builder().get());
    }

    @Override
    public Reply post(URI uri, Secret bearer, Map<String, String> headers) {
        return send(uri, bearer, headers, new Request.Builder().post(RequestBody.EMPTY));
    }

    private Reply send(URI uri, Secret bearer, Map<String, String> headers, Request.Builder request) {
        request.url(uri.toString())
                .header("authorization", "Bearer " + bearer.reveal())
                .header("user-agent", "machine-id");
        headers.forEach(request::header);
        Duration left = deadline.remainingOrFail();
        Duration limit = left.compareTo(LIMIT) < 0 ? left : LIMIT;
        ClusterAddress service = address(uri);
        TargetSocketFactory sockets = new TargetSocketFactory(service, HttpProxy.forTarget(service, variables));
        OkHttpClient client = base.newBuilder()
                // The base speaks no TLS, to start quickly.
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
                .proxy(java.net.Proxy.NO_PROXY)
                .socketFactory(sockets)
                .dns(Network.lookup(names, sockets.lookupHost()))
                .callTimeout(limit)
                .build();
        try (Response response = client.newCall(request.build()).execute()) {
            if (response.body().source().request(MAX_BYTES + 1)) {
                throw new IOException("the answer is longer than " + MAX_BYTES + " bytes");
            }
            return new Reply(response.code(), Secret.of(response.body().bytes()));
        } catch (IOException broken) {
            throw new FaultException(
                    ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED,
                    "the platform's token service " + service + " did not answer",
                    List.of("cause: " + Failures.explain(broken, service).what()),
                    "run the job again; if it stays so, look at the platform's status page",
                    broken);
        }
    }

    private static ClusterAddress address(URI uri) {
        int port = uri.getPort() > 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
        return ClusterAddress.parse(uri.getHost() + ":" + port);
    }
}
