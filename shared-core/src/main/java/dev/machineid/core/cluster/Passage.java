package dev.machineid.core.cluster;

import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What one login knows of the way to the cluster's own services: straight, or past something that ends TLS in front of the
 * proxy.
 *
 * <p>No probe is sent. A straight connection that shows another certificate than the cluster's, or is refused for the protocol
 * names it offers, has carried nothing yet, so it is made once more by an upgrade, and so are all that follow.
 */
final class Passage {
    private final ClusterAddress proxy;
    private final @Nullable Supplier<? extends X509TrustManager> webTrust;
    private final boolean mayChange;
    private volatile State state;
    private final CompletableFuture<Boolean> seen = new CompletableFuture<>();

    /** How connections are made now. */
    record State(boolean upgraded, ConnectionUpgrade.Form form) {}

    /** @param webTrust whom to believe the web certificate; null where nothing is ever upgraded */
    Passage(ClusterAddress proxy, @Nullable Supplier<? extends X509TrustManager> webTrust, ConnectionUpgrades setting) {
        this.proxy = proxy;
        this.webTrust = webTrust;
        this.mayChange = webTrust != null && setting == ConnectionUpgrades.AUTO;
        this.state =
                new State(webTrust != null && setting == ConnectionUpgrades.ALWAYS, ConnectionUpgrade.Form.WEB_SOCKET);
        if (setting != ConnectionUpgrades.AUTO) {
            seen.complete(setting == ConnectionUpgrades.ALWAYS);
        }
    }

    State state() {
        return state;
    }

    /** What makes a connection in that state pass, null where it passes by itself. */
    @Nullable
    ConnectionUpgrade upgrade(State now, boolean pings) {
        Supplier<? extends X509TrustManager> trust = webTrust;
        return now.upgraded() && trust != null ? new ConnectionUpgrade(proxy, trust.get(), now.form(), pings) : null;
    }

    /** A straight connection has shown a certificate of the cluster's kind. */
    void straight() {
        seen.complete(false);
    }

    /**
     * Whether a call that failed like this, on a connection made in that state, may be made again: nothing of it was sent,
     * and the next connection goes another way.
     */
    boolean again(IOException failure, State made) {
        boolean stranger =
                Failures.find(failure, AwaitedTrust.Stranger.class) != null || Failures.noApplicationProtocol(failure);
        if (mayChange && !made.upgraded() && stranger) {
            change(made, new State(true, made.form()));
            seen.complete(true);
            return true;
        }
        if (made.upgraded()
                && made.form() == ConnectionUpgrade.Form.WEB_SOCKET
                && Failures.find(failure, ConnectionUpgrade.WebSocketUnknown.class) != null) {
            change(made, new State(true, ConnectionUpgrade.Form.OWN));
            return true;
        }
        seen.complete(made.upgraded()); // nobody is to wait for more
        return false;
    }

    /** Not where another connection has found more out meanwhile. */
    private synchronized void change(State from, State to) {
        if (state.equals(from)) {
            state = to;
        }
    }

    /** Waits until a connection has shown which of both holds, but not longer than that. */
    boolean needsUpgrade(Duration longest) {
        try {
            return seen.get(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unknown) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
