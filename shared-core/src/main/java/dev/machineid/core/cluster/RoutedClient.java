package dev.machineid.core.cluster;

import java.io.IOException;
import java.util.function.UnaryOperator;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** The HTTP client of one kind of connection, made anew where the passage to the cluster has changed. */
final class RoutedClient {
    private final Network network;
    private final Network.Link link;
    private final Passage passage;
    private final boolean pings;
    private final EventListener listener;
    private final UnaryOperator<OkHttpClient> finish;
    private @Nullable Made current;

    /** A client and the state of the passage in which its connections are made. */
    record Made(OkHttpClient client, Passage.State state) {}

    /**
     * @param finish what is done to each new client
     * @param pings whether an upgraded connection is kept alive by the server
     */
    RoutedClient(
            Network network,
            Network.Link link,
            Passage passage,
            boolean pings,
            EventListener listener,
            UnaryOperator<OkHttpClient> finish) {
        this.finish = finish;
        this.network = network;
        this.link = link;
        this.passage = passage;
        this.pings = pings;
        this.listener = listener;
    }

    synchronized Made get() {
        Passage.State now = passage.state();
        Made made = current;
        if (made == null || !made.state().equals(now)) {
            made = new Made(finish.apply(network.client(link.by(passage.upgrade(now, pings)), listener)), now);
            current = made;
        }
        return made;
    }

    /** Whether the call that failed like this on that client is to be made again. */
    boolean again(IOException failure, Made made) {
        return passage.again(failure, made.state());
    }

    /** Forgets the connections there are. */
    synchronized void evict() {
        Made made = current;
        if (made != null) {
            made.client().connectionPool().evictAll();
        }
    }
}
