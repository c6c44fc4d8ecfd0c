package dev.machineid.lab.web;

import dev.machineid.lab.authority.Peer;
import dev.machineid.lab.tls.Origins;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A web application behind the proxy, which says who asks for which path. */
public final class ApplicationHandler extends Handler.Abstract {
    private final Origins origins;

    public ApplicationHandler(Origins origins) {
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Peer> caller = origins.of(Request.getRemotePort(request)).flatMap(Origins.Origin::peer);
        String path = Request.getPathInContext(request);
        return caller.isEmpty()
                ? Reply.text(response, callback, 403, "text/plain; charset=utf-8", "Forbidden\n")
                : Reply.text(
                        response,
                        callback,
                        200,
                        "text/plain; charset=utf-8",
                        caller.get().user() + " at " + caller.get().binding().application() + path + "\n");
    }
}
