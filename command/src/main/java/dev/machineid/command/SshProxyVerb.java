package dev.machineid.command;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.cluster.WebTrust;
import dev.machineid.core.connect.SshProxy;
import dev.machineid.core.connect.SshTarget;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.ConnectionUpgrades;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code ssh-proxy}: one ssh connection over standard input and output; started anew by every ssh, so it loads little. */
final class SshProxyVerb {
    /** For the way to the node; the session itself lasts as long as ssh wants. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private final Console console;

    SshProxyVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        String identityFile = required(arguments, "identity");
        ClusterAddress proxy = ClusterAddress.parse(required(arguments, "proxy"));
        SshTarget target = SshTarget.parse(node(arguments), required(arguments, "cluster"));
        StoredIdentity identity = PrivateIdentity.read(Preparation.path(surroundings.workingDirectory(), identityFile));
        requireValid(identity);
        Optional<Path> caFile =
                arguments.one("ca-file").map(file -> Preparation.path(surroundings.workingDirectory(), file));
        ConnectionUpgrades upgrades =
                arguments.one("tls-upgrade").map(ConnectionUpgrades::parse).orElse(ConnectionUpgrades.AUTO);
        Deadline deadline = Deadline.after(TO_CONNECT, surroundings.clock());
        try (Network network = new Network(surroundings.variables(), deadline)) {
            GrpcChannel transport = TlsRouting.through(
                            network, proxy, () -> WebTrust.of(caFile, surroundings.variables()), upgrades)
                    .sshTransport(new ClientIdentity(
                            TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls()));
            try {
                new SshProxy(transport, target).run(console.in(), console.out());
            } finally {
                transport.close();
            }
        }
        return ExitCodes.OK;
    }

    private void requireValid(StoredIdentity identity) {
        Instant end = identity.tls().getNotAfter().toInstant();
        Instant now = surroundings.clock().instant();
        if (!now.isBefore(end)) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_EXPIRED,
                    "the credentials expired at " + end.truncatedTo(ChronoUnit.SECONDS) + ", "
                            + LoginReport.words(Duration.between(end, now)) + " ago",
                    "log in again");
        }
    }

    private static String node(Arguments arguments) {
        List<String> nodes = new ArrayList<>(arguments.loose());
        nodes.addAll(arguments.behind());
        if (nodes.size() != 1) {
            throw Arguments.mistake(
                    nodes.isEmpty()
                            ? "there is no NODE:PORT"
                            : "there is more than one NODE:PORT, such as " + SafeText.quote(nodes.get(1)),
                    Verb.SSH_PROXY);
        }
        return nodes.get(0);
    }

    private static String required(Arguments arguments, String name) {
        return arguments
                .one(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "the option --" + name + " is missing",
                        "see: machine-id " + Verb.SSH_PROXY.word() + " --help"));
    }
}
