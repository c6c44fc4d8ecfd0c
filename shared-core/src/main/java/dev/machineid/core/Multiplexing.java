package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.cluster.WebTrust;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.multiplexer.IdentitySource;
import dev.machineid.core.multiplexer.SshMultiplexer;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Registry;
import dev.machineid.core.session.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ssh multiplexer of one login: {@code DIR/mux/socket}, and a marker beside it that names the process that serves. */
public final class Multiplexing implements AutoCloseable {
    private static final String FOLDER = "mux";

    /** Longer than any job. */
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final Network network;
    private final SshMultiplexer multiplexer;

    private Multiplexing(Network network, SshMultiplexer multiplexer) {
        this.network = network;
        this.multiplexer = multiplexer;
    }

    /** Where the socket of a login's directory is. */
    static Path socket(Path directory) {
        return directory.resolve(FOLDER).resolve(SshMultiplexer.SOCKET);
    }

    /** The process that serves there, or did. */
    public static Optional<Owner> server(Path directory) {
        return Registry.read(directory.resolve(FOLDER)).flatMap(Marker::owner);
    }

    /**
     * The way to the cluster.
     *
     * @param caFile the authorities of the proxy's web certificate, which is looked at past a load balancer alone
     */
    public record Way(ClusterAddress proxy, Optional<Path> caFile, ConnectionUpgrades upgrades) {}

    /**
     * Serves with the newest credentials of the directory until it is closed.
     *
     * @param directory of a login, with its marker
     * @param variables the job's environment, for {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param reader reads an identity file, having checked that it is private
     */
    public static Multiplexing start(
            Path directory,
            Way way,
            Map<String, String> variables,
            Clock clock,
            Function<Path, StoredIdentity> reader) {
        Marker login = Registry.read(directory).orElseThrow(() -> CredentialStore.gone(directory));
        PrivateDirectory folder = PrivateDirectory.create(directory, new Workspace(List.of(), true))
                .directory(FOLDER);
        requireAlone(directory);
        Registry.claim(folder, new Marker(clock.instant(), login.expires(), Optional.of(Owner.self())));
        Network network = new Network(variables, Deadline.after(FOREVER, clock));
        try {
            SshMultiplexer multiplexer = SshMultiplexer.start(
                    folder.path(),
                    TlsRouting.through(
                            network, way.proxy(), () -> WebTrust.of(way.caFile(), variables), way.upgrades()),
                    new Newest(directory, clock, reader),
                    clock,
                    SshMultiplexer.PATIENCE);
            return new Multiplexing(network, multiplexer);
        } catch (RuntimeException failed) {
            network.close();
            throw failed;
        }
    }

    private static void requireAlone(Path directory) {
        Optional<Owner> other = server(directory).filter(owner -> !owner.isGone() && !owner.equals(Owner.self()));
        if (other.isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "the process " + other.get().pid() + " serves every ssh of these credentials already",
                    "one is enough; a logout ends it");
        }
    }

    /** Whether somebody is connected. */
    public boolean isInUse() {
        return multiplexer.clients() > 0;
    }

    @Override
    public void close() {
        multiplexer.close();
        network.close();
    }

    /** What {@code DIR/current} leads to. */
    private record Newest(Path directory, Clock clock, Function<Path, StoredIdentity> reader)
            implements IdentitySource {
        @Override
        public @Nullable Current newest(String known) {
            Path generation = Generations.current(directory).orElseThrow(() -> CredentialStore.gone(directory));
            if (generation.toString().equals(known)) {
                return null;
            }
            StoredIdentity identity = reader.apply(generation.resolve(IdentityOutput.FILE));
            requireValid(identity);
            return new Current(
                    generation.toString(),
                    new ClientIdentity(
                            TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls()),
                    TeleportIdentity.of(identity.tls()).cluster());
        }

        private void requireValid(StoredIdentity identity) {
            Instant end = identity.tls().getNotAfter().toInstant();
            if (!clock.instant().isBefore(end)) {
                throw new InvalidRequestException(
                        ErrorCode.CREDENTIALS_EXPIRED,
                        "the credentials expired at " + end.truncatedTo(ChronoUnit.SECONDS),
                        "log in again");
            }
        }
    }
}
