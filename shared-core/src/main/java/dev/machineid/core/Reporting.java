package dev.machineid.core;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.identity.Credentials;
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

/** Puts together what a login came to. */
final class Reporting {
    /** Certificates are compared with what was asked at the moment of asking; calls take their time. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** Teleport marks certificates of its own machinery with principals that begin like this; they are no logins. */
    private static final String INTERNAL = "-teleport-";

    private Reporting() {}

    static LoginReport report(
            MachineIdRequest request,
            ClusterInfo cluster,
            BotIdentity bot,
            Issued issued,
            Proving proving,
            Delivery delivery,
            Network network,
            Instant now) {
        Credentials credentials = issued.credentials();
        Duration granted = Duration.between(now, credentials.expiry());
        List<String> warnings = new ArrayList<>(delivery.warnings());
        if (granted.plus(TOLERANCE).compareTo(request.ttl().effective()) < 0) {
            warnings.add("the cluster granted " + LoginReport.words(granted) + " where "
                    + LoginReport.words(request.ttl().effective())
                    + " were asked; the limit is max_session_ttl of one of the roles "
                    + String.join(", ", issued.roles()) + ", or of the bot");
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
