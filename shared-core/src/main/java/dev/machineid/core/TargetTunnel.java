package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.cluster.WebTrust;
import dev.machineid.core.connect.Tunnel;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.output.FarEnd;
import dev.machineid.core.output.KubernetesFiles;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Generations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A loopback port that leads to one application or database of a login, every connection with the certificate that is the
 * newest at that moment, so that a renewal is followed without a word; or to the proxy, for clients of Kubernetes, which have
 * the certificate themselves.
 */
public final class TargetTunnel implements AutoCloseable {
    private static final Duration ENDLESS = Duration.ofDays(3650);

    private final Path directory;
    private final OutputSpec target;
    private final Network network;
    private final X509ExtendedTrustManager proxyTrust;
    private final Clock clock;
    private final FarEnd end;
    private final Tunnel tunnel;
    private Way way;

    /** It remembers which form of a connection upgrade the cluster understands. */
    private record Way(String proxy, boolean upgraded, TlsRouting routing) {}

    private TargetTunnel(
            Path directory,
            OutputSpec target,
            Settings settings,
            OptionalInt port,
            Clock clock,
            Consumer<MachineIdException> failed) {
        this.directory = directory;
        this.target = target;
        this.clock = clock;
        this.end = end(place());
        this.proxyTrust = WebTrust.of(
                settings.caFile()
                        .or(() -> Optional.of(place().resolve("proxy.cas")).filter(Files::exists)),
                settings.variables());
        if (!end.isProxy()) {
            // The certificate is looked at now, so that what cannot work fails before anybody connects.
            identity(place());
        }
        this.network = new Network(settings.variables(), Deadline.after(ENDLESS, clock));
        this.way = way(end);
        this.tunnel = Tunnel.open(port.orElse(end.port().orElse(0)), this::dial, failed);
    }

    /**
     * How the proxy is reached.
     *
     * @param variables the job's environment, for {@code HTTPS_PROXY} and {@code NO_PROXY}
     * @param caFile PEM file of the authorities to trust instead of those of the login
     */
    public record Settings(Map<String, String> variables, Optional<Path> caFile) {
        public Settings {
            variables = Map.copyOf(variables);
        }
    }

    /**
     * Listens on 127.0.0.1 until it is closed.
     *
     * @param directory of a login that has an output of the target's kind and name
     * @param port where to listen; where empty, the port of the output, and any free one where it has none
     * @param failed is told of every connection that did not come about; the tunnel goes on
     * @throws MachineIdException {@link ErrorCode#TARGET_NOT_ISSUED}, {@link ErrorCode#CREDENTIALS_EXPIRED} or
     *     {@link ErrorCode#TUNNEL_NOT_OPENED}
     */
    public static TargetTunnel open(
            Path directory,
            OutputSpec target,
            Settings settings,
            OptionalInt port,
            Clock clock,
            Consumer<MachineIdException> failed) {
        return new TargetTunnel(directory, target, settings, port, clock, failed);
    }

    /** The port it listens on. */
    public int port() {
        return tunnel.port();
    }

    /** The variables by which clients find it. */
    public Map<String, String> variables() {
        Path link = directory.resolve(Generations.CURRENT).resolve(folder());
        return end.variables(port(), Files.exists(link) ? link : place());
    }

    /** Whether somebody is connected. */
    public boolean isInUse() {
        return tunnel.isInUse();
    }

    private Socket dial() {
        Path place = place();
        FarEnd now = end(place);
        if (now.isProxy()) {
            return routing(now).passage();
        }
        StoredIdentity identity = identity(place);
        // Behind an upgrade the cluster shows a certificate of its own, whatever the target speaks.
        X509ExtendedTrustManager servers = now.upgraded() ? TrustAnchors.only(identity.tlsAuthorities()) : proxyTrust;
        return routing(now).target(now.alpn(), new ClientIdentity(servers, identity.privateKey(), identity.tls()));
    }

    private synchronized TlsRouting routing(FarEnd now) {
        if (!way.proxy().equals(now.proxy()) || way.upgraded() != now.upgraded()) {
            way = way(now);
        }
        return way.routing();
    }

    private Way way(FarEnd now) {
        ConnectionUpgrades upgrades = now.upgraded() ? ConnectionUpgrades.ALWAYS : ConnectionUpgrades.NEVER;
        return new Way(
                now.proxy(),
                now.upgraded(),
                TlsRouting.through(network, ClusterAddress.parse(now.proxy()), () -> proxyTrust, upgrades));
    }

    /** The target's files in the newest generation. */
    private Path place() {
        return Generations.current(directory)
                .orElseThrow(() -> CredentialStore.gone(directory))
                .resolve(folder());
    }

    private String folder() {
        return target.kind() == OutputKind.KUBERNETES
                ? KubernetesFiles.TUNNEL
                : target.kind().word() + "/" + target.name().orElseThrow();
    }

    private FarEnd end(Path place) {
        return FarEnd.parse(new String(read(place, FarEnd.FILE), StandardCharsets.UTF_8));
    }

    private StoredIdentity identity(Path place) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String file : List.of("tls.key", "tls.crt", "tls.cas")) {
            all.writeBytes(read(place, file));
        }
        byte[] content = all.toByteArray();
        StoredIdentity identity = IdentityFile.read(content);
        Arrays.fill(content, (byte) 0);
        Instant expired = identity.tls().getNotAfter().toInstant();
        if (!clock.instant().isBefore(expired)) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_EXPIRED,
                    "the credentials expired at " + expired.truncatedTo(ChronoUnit.SECONDS) + ", "
                            + LoginReport.words(Duration.between(expired, clock.instant())) + " ago",
                    "log in again, or keep them fresh with machine-id renew");
        }
        return identity;
    }

    private byte[] read(Path place, String file) {
        try {
            return Files.readAllBytes(place.resolve(file));
        } catch (IOException missing) {
            throw new InvalidRequestException(
                    ErrorCode.TARGET_NOT_ISSUED,
                    "there is nothing that leads to the output " + target + " in " + directory,
                    List.of("file: " + place.resolve(file)),
                    "log in with the output " + target,
                    missing);
        }
    }

    /** Frees the port and cuts every connection. */
    @Override
    public void close() {
        tunnel.close();
        network.close();
    }
}
