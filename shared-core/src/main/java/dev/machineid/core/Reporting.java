package dev.machineid.core;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.join.BotIdentity;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together what a login came to. */
final class Reporting {
    /** Teleport marks certificates of its own machinery with principals that begin like this; they are no logins. */
    private static final String INTERNAL = "-teleport-";

    private Reporting() {}

    /**
     * What limits the credentials.
     *
     * @param bot the longest life that the bot's own role allows, where it was read
     */
    record Limits(Examination examination, Optional<Duration> bot) {}

    static LoginReport report(
            MachineIdRequest request,
            ClusterInfo cluster,
            BotIdentity bot,
            Issued issued,
            Proving proving,
            Delivery delivery,
            Network network,
            Limits limits,
            Instant now) {
        Credentials credentials = issued.credentials();
        Duration granted = Duration.between(now, credentials.expiry());
        AccessLimits access = limits.examination().limits();
        TeleportIdentity who = TeleportIdentity.of(credentials.tls());
        List<String> warnings = new ArrayList<>(delivery.warnings());
        Shortening.warning(request.ttl().effective(), granted, issued.roles(), access, limits.bot())
                .ifPresent(warnings::add);
        warnings.addAll(limits.examination().warnings());
        TraitLogins.warning(request.roles(), logins(credentials), who, access).ifPresent(warnings::add);
        if (who.disallowReissue() && request.outputs().stream().anyMatch(OutputSpec::allowsReissue)) {
            warnings.add("the cluster (Teleport " + cluster.serverVersion()
                    + ") does not know allow-reissue, so the identity"
                    + " may not ask for further certificates; name every target as an output instead");
        }
        return new LoginReport(
                credentials.cluster(),
                cluster.serverVersion(),
                Guarding.botName(bot.identity()),
                issued.roles(),
                logins(credentials),
                credentials.leaves(),
                proving.method().wireName(),
                proving.alsoFound().stream().map(JoinMethod::wireName).toList(),
                request.outputs().stream().map(OutputSpec::toString).toList(),
                request.ttl().asked(),
                granted,
                issued.expiry(),
                network.connections(),
                network.requests(),
                warnings);
    }

    /** The SSH logins, without those of Teleport's own machinery. */
    static List<String> logins(Credentials credentials) {
        return credentials.ssh().principals().stream()
                .filter(login -> !login.startsWith(INTERNAL))
                .toList();
    }
}
