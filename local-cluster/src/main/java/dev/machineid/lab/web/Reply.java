package dev.machineid.lab.web;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.machineid.lab.access.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes whole answers. */
public final class Reply {
    private Reply() {}

    /** A JSON object. */
    public static boolean json(Response response, Callback callback, int status, Map<String, ?> body) {
        return text(response, callback, status, "application/json", JSONObjectUtils.toJSONString(body));
    }

    static boolean jsonArray(Response response, Callback callback, List<?> items) {
        return text(response, callback, 200, "application/json", JSONArrayUtils.toJSONString(items));
    }

    /** The answer to an address nobody serves. */
    static boolean notFound(Response response, Callback callback) {
        return text(response, callback, 404, "text/plain; charset=utf-8", "404 page not found\n");
    }

    static boolean refusal(Response response, Callback callback, Refusal refusal) {
        return json(
                response, callback, refusal.kind().httpStatus(), Map.of("error", Map.of("message", refusal.words())));
    }

    static boolean text(Response response, Callback callback, int status, String type, String body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
