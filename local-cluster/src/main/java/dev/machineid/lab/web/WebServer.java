package dev.machineid.lab.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** A plain HTTP server on a loopback port (HTTP/1.1 and HTTP/2 without an upgrade) around one handler. */
public final class WebServer implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;

    /** Starts it on any free port. */
    public WebServer(Handler handler) throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(16, 2);
        pool.setDaemon(true);
        pool.setName("lab-web");
        server = new Server(pool, new ScheduledExecutorScheduler("lab-web-timer", true), null);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        connector = new ServerConnector(
                server,
                1,
                1,
                new HttpConnectionFactory(configuration),
                new HTTP2CServerConnectionFactory(configuration));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setIdleTimeout(60_000);
        server.addConnector(connector);
        server.setHandler(handler);
        server.setStopTimeout(0);
        server.start();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("the web server did not stop", failed);
        }
    }
}
