package dev.machineid.lab.issuer;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.core.secret.Secret;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Stands for Azure DevOps' id token service: a POST with the job's access token brings a token of one fixed audience. */
public final class AzureDevOpsEndpoint extends Handler.Abstract {
    private final Issuer issuer;
    private final Secret accessToken = Secret.of(UUID.randomUUID().toString());
    private final AtomicInteger calls = new AtomicInteger();
    private volatile TokenShape shape = RunShapes.azureDevOps();
    private volatile String uri = "";

    public AzureDevOpsEndpoint(Issuer issuer) {
        this.issuer = issuer;
    }

    /** Says where the server that holds this handler listens. */
    public void at(InetSocketAddress address) {
        uri = "http://127.0.0.1:" + address.getPort()
                + "/acme/aaaaaaaa/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken";
    }

    /** The value of {@code SYSTEM_OIDCREQUESTURI}; it has no query. */
    public String requestUri() {
        return uri;
    }

    /** The value of {@code SYSTEM_ACCESSTOKEN}. */
    public Secret accessToken() {
        return accessToken;
    }

    /** Calls so far, refused ones included. */
    public int calls() {
        return calls.get();
    }

    /** The shape of the tokens from now on. */
    public void shape(TokenShape other) {
        shape = other;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        calls.incrementAndGet();
        String authorization = String.valueOf(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        if (!request.getMethod().equals("POST")) {
            return answer(response, callback, 405, Map.of("message", "The requested resource does not support it"));
        }
        if (!Secret.of(authorization).equals(Secret.of("Bearer " + accessToken.reveal()))) {
            response.getHeaders().put(HttpHeader.LOCATION, "https://app.vssps.visualstudio.com/_signin");
            return answer(response, callback, 302, Map.of());
        }
        if (!"7.1".equals(Request.extractQueryParameters(request).getValue("api-version"))) {
            return answer(response, callback, 400, Map.of("message", "No api-version was supplied"));
        }
        return answer(
                response, callback, 200, Map.of("oidcToken", issuer.mint(shape).reveal()));
    }

    private static boolean answer(Response response, Callback callback, int status, Map<String, ?> body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
        byte[] bytes = JSONObjectUtils.toJSONString(body).getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }
}
