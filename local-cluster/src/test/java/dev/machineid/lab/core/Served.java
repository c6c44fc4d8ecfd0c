package dev.machineid.lab.core;

import dev.machineid.core.Login;
import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.multiplexer.IdentitySource;
import dev.machineid.core.multiplexer.SshMultiplexer;
import dev.machineid.core.request.ClusterAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A multiplexer with the credentials of one login, whose "generation" the test counts up. */
final class Served implements AutoCloseable {
    final AtomicInteger generation = new AtomicInteger(1);
    final SshMultiplexer multiplexer;
    private final Network network = new Network(Map.of(), Deadline.after(Duration.ofHours(1), Clock.systemUTC()));

    Served(Login login, String proxy, Path directory, Duration patience) {
        StoredIdentity identity = Logins.identity(login);
        ClientIdentity client =
                new ClientIdentity(TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls());
        multiplexer = SshMultiplexer.start(
                directory,
                new TlsRouting(network, ClusterAddress.parse(proxy)),
                known -> newest(known, client),
                Clock.systemUTC(),
                patience);
    }

    private IdentitySource.@Nullable Current newest(String known, ClientIdentity client) {
        String now = generation.toString();
        return now.equals(known) ? null : new IdentitySource.Current(now, client, "lab-root");
    }

    Path path() {
        return multiplexer.path();
    }

    RawClient client() throws java.io.IOException {
        return new RawClient(path());
    }

    /** Waits until nobody is served any more. */
    boolean becomesIdle() throws InterruptedException {
        return becomes(() -> multiplexer.clients() == 0);
    }

    static boolean becomes(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        return condition.getAsBoolean();
    }

    @Override
    public void close() {
        multiplexer.close();
        network.close();
    }
}
