package dev.machineid.lab.web;

import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.join.JoinDesk;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.tls.Route;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The proxy's public HTTP endpoints, and the auth server's join endpoint for connections that came by that route. */
public final class WebHandler extends Handler.Abstract {
    private static final int LONGEST_BODY = 256 * 1024;

    private final ClusterAuthorities authorities;
    private final HostCredentials credentials;
    private final AuthRest rest;
    private final Supplier<Map<String, ?>> find;
    private final Clock clock;
    private final Origins origins;
    private final Counters counters;

    public WebHandler(
            ClusterAuthorities authorities,
            JoinDesk desk,
            boolean oneKey,
            AuthRest rest,
            Supplier<Map<String, ?>> find,
            Clock clock,
            Origins origins,
            Counters counters) {
        this.authorities = authorities;
        this.credentials = new HostCredentials(authorities, desk, oneKey);
        this.rest = rest;
        this.find = find;
        this.clock = clock;
        this.origins = origins;
        this.counters = counters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Origins.Origin origin = origins.of(Request.getRemotePort(request)).orElse(null);
        if (origin == null) {
            return Reply.refusal(response, callback, Refusal.denied("access denied"));
        }
        String call = request.getMethod() + " " + Request.getPathInContext(request);
        try {
            return origin.route() == Route.AUTH_REST
                    ? auth(call, origin, request, response, callback)
                    : web(call, request, response, callback);
        } catch (Refusal refusal) {
            return Reply.refusal(response, callback, refusal);
        } catch (java.io.IOException gone) {
            callback.failed(gone);
            return true;
        }
    }

    private boolean auth(String call, Origins.Origin origin, Request request, Response response, Callback callback)
            throws java.io.IOException {
        if (call.equals("POST /v1/tokens/register") || call.equals("POST /v2/tokens/register")) {
            counters.add("tokens/register");
            return join(request, response, callback);
        }
        return rest.answer(call, origin.peer(), response, callback) || Reply.notFound(response, callback);
    }

    private boolean web(String call, Request request, Response response, Callback callback) throws java.io.IOException {
        switch (call) {
            case "GET /webapi/find", "GET /webapi/ping" -> {
                counters.add(call.substring(call.lastIndexOf('/') + 1));
                response.getHeaders().put(HttpHeader.DATE, DateGenerator.formatDate(clock.instant()));
                return Reply.json(response, callback, 200, find.get());
            }
            case "GET /webapi/auth/export" -> {
                counters.add("auth/export");
                String type =
                        String.valueOf(Request.extractQueryParameters(request).getValue("type"));
                return switch (type) {
                    case "tls-host" ->
                        pem(response, callback, authorities.host().pem());
                    case "tls-user" ->
                        pem(response, callback, authorities.user().pem());
                    default -> throw Refusal.badParameter("the authority type " + type + " cannot be exported here");
                };
            }
            case "POST /v1/webapi/host/credentials" -> {
                counters.add("host/credentials");
                return join(request, response, callback);
            }
            default -> {
                return Reply.notFound(response, callback);
            }
        }
    }

    private static boolean pem(Response response, Callback callback, String pem) {
        return Reply.text(response, callback, 200, "application/octet-stream", pem);
    }

    private boolean join(Request request, Response response, Callback callback) throws java.io.IOException {
        counters.add("joins");
        String type = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        if (!type.split(";", 2)[0].trim().equalsIgnoreCase("application/json")) {
            throw Refusal.badParameter("invalid request");
        }
        if (request.getLength() > LONGEST_BODY) {
            throw Refusal.badParameter("the request is too large");
        }
        String body = Content.Source.asString(request, StandardCharsets.UTF_8);
        return Reply.json(response, callback, 200, credentials.join(body));
    }
}
