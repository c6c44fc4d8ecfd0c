package dev.machineid.lab.issuer;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.core.secret.Secret;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** Stands for GitHub's id token service: checks the bearer, mints a token for the asked audience, can be told to fail first. */
public final class MintEndpoint extends Handler.Abstract {
    private final Issuer issuer;
    private final Secret bearer = Secret.of(UUID.randomUUID().toString());
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<Failure> failure = new AtomicReference<>(new Failure(0, 200, ""));
    private volatile TokenShape shape = Shapes.github();
    private volatile String url = "";

    private record Failure(int remaining, int status, String message) {
        Failure next() {
            return new Failure(remaining - 1, status, message);
        }
    }

    public MintEndpoint(Issuer issuer) {
        this.issuer = issuer;
    }

    /** Says where the server that holds this handler listens. */
    public void at(InetSocketAddress address) {
        url = "http://127.0.0.1:" + address.getPort() + "/idtoken/4242?api-version=2.0";
    }

    /** The value of {@code ACTIONS_ID_TOKEN_REQUEST_URL}; it already has a query. */
    public String requestUrl() {
        return url;
    }

    /** The value of {@code ACTIONS_ID_TOKEN_REQUEST_TOKEN}. */
    public Secret requestToken() {
        return bearer;
    }

    /** Calls so far, refused ones included. */
    public int calls() {
        return calls.get();
    }

    /** Answers the next calls with this status. */
    public void failNext(int times, int status) {
        failNext(times, status, "not now");
    }

    /** Answers the next calls with this status and these words. */
    public void failNext(int times, int status, String message) {
        failure.set(new Failure(times, status, message));
    }

    /** The shape of the tokens from now on; the audience is the caller's. */
    public void shape(TokenShape other) {
        shape = other;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        calls.incrementAndGet();
        Failure now = failure.getAndUpdate(old -> old.remaining() > 0 ? old.next() : old);
        if (now.remaining() > 0) {
            return answer(response, callback, now.status(), Map.of("message", now.message()));
        }
        String authorization = String.valueOf(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        if (!Secret.of(authorization).equals(Secret.of("Bearer " + bearer.reveal()))) {
            return answer(response, callback, 401, Map.of("message", "bad credentials"));
        }
        Fields query = Request.extractQueryParameters(request);
        String audience = query.getValue("audience");
        if (query.getValue("api-version") == null) {
            return answer(response, callback, 400, Map.of("message", "the query of the address was lost"));
        }
        TokenShape wanted = shape.withAudience(audience == null ? "https://github.com/acme" : audience);
        return answer(
                response, callback, 200, Map.of("value", issuer.mint(wanted).reveal()));
    }

    private static boolean answer(Response response, Callback callback, int status, Map<String, ?> body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
        byte[] bytes = JSONObjectUtils.toJSONString(body).getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }
}
