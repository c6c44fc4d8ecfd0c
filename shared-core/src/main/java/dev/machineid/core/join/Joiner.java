package dev.machineid.core.join;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.cluster.WebApi;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.request.CaPin;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Joins a cluster through its proxy: the new join service first, the older endpoint where the server does not serve it.
 *
 * <p>With CA pins the join goes straight to the auth server, whose authority is checked against the pins before anything
 * secret is sent; the proxy cannot read along.
 */
public final class Joiner {
    /** No server before this version has the new join service, so that asking it would only cost time. */
    private static final int JOIN_SERVICE_VERSION = 18;

    private final TlsRouting routing;
    private final WebApi web;
    private final X509TrustManager webTrust;
    private final List<CaPin> pins;
    private final Optional<X509ExtendedTrustManager> authServer;

    /** @param pins where not empty, every host authority of the cluster must match one of them */
    public Joiner(TlsRouting routing, WebApi web, X509TrustManager webTrust, List<CaPin> pins) {
        this.routing = routing;
        this.web = web;
        this.webTrust = webTrust;
        this.pins = List.copyOf(pins);
        this.authServer = Optional.empty();
    }

    /**
     * Joins at the auth server itself.
     *
     * @param direct leads to its own port
     * @param hostAuthorities verified already
     */
    public Joiner(TlsRouting direct, X509ExtendedTrustManager hostAuthorities) {
        this.routing = direct;
        this.web = direct.web(hostAuthorities);
        this.webTrust = hostAuthorities;
        this.pins = List.of();
        this.authServer = Optional.of(hostAuthorities);
    }

    /** Joins; refusals and faults are thrown explained. */
    public BotIdentity join(JoinAttempt attempt, ClusterInfo cluster) {
        JoinFailures failures = new JoinFailures(attempt.shownName(), cluster, attempt.rules());
        if (pins.isEmpty() && authServer.isEmpty()) {
            return joinAtProxy(attempt, cluster, failures);
        }
        X509ExtendedTrustManager trusted = authServer.orElseGet(() -> TrustAnchors.only(pinnedAuthorities()));
        OlderJoin older = new OlderJoin(routing.authRest(cluster.clusterName(), trusted), OlderJoin.AT_AUTH, failures);
        return join(attempt, cluster, routing.authJoining(cluster.clusterName(), trusted), older, failures);
    }

    private BotIdentity joinAtProxy(JoinAttempt attempt, ClusterInfo cluster, JoinFailures failures) {
        OlderJoin older = new OlderJoin(web, OlderJoin.AT_PROXY, failures);
        boolean served = servesJoinService(cluster);
        if (served && routing.upgraded()) {
            return joinPastBalancer(attempt, cluster, older, failures);
        }
        return join(attempt, cluster, routing.joining(webTrust), older, failures);
    }

    /**
     * At the auth server, to which connections are upgraded. What stands in front was reached over a verified connection,
     * so the authorities it hands out are vouched for; without them the older endpoint is left.
     */
    private BotIdentity joinPastBalancer(
            JoinAttempt attempt, ClusterInfo cluster, OlderJoin older, JoinFailures failures) {
        X509ExtendedTrustManager trusted;
        try {
            trusted = TrustAnchors.only(TlsCertificates.parse(web.exportHostAuthorities()));
        } catch (FaultException notHandedOut) {
            GrpcChannel channel = routing.joining(webTrust);
            try {
                return older(attempt, channel, older, failures);
            } finally {
                channel.close();
            }
        }
        return join(attempt, cluster, routing.authJoining(cluster.clusterName(), trusted), older, failures);
    }

    private static boolean servesJoinService(ClusterInfo cluster) {
        return cluster.majorVersion().orElse(JOIN_SERVICE_VERSION) >= JOIN_SERVICE_VERSION;
    }

    private BotIdentity join(
            JoinAttempt attempt, ClusterInfo cluster, GrpcChannel channel, OlderJoin older, JoinFailures failures) {
        boolean straight = !routing.upgraded();
        try {
            if (!servesJoinService(cluster)) {
                return older(attempt, channel, older, failures);
            }
            return new JoinService(channel, failures).join(attempt);
        } catch (JoinService.NotServed notServed) {
            boolean answered = notServed.reason() instanceof GrpcStatusException;
            if (!answered && straight && pins.isEmpty() && authServer.isEmpty() && routing.turnsOutUpgraded()) {
                return joinPastBalancer(attempt, cluster, older, failures);
            }
            if (!answered
                    && attempt.proof().asked().flatMap(NewServiceOnly::since).isPresent()) {
                throw channel.explain(notServed.reason()); // the older endpoint never serves this method
            }
            return older(attempt, channel, older, failures);
        } finally {
            channel.close();
        }
    }

    /** Methods with a challenge have a stream of their own there. */
    private static BotIdentity older(JoinAttempt attempt, GrpcChannel channel, OlderJoin older, JoinFailures failures) {
        Proof proof = attempt.proof().prove(Optional.empty());
        if (proof instanceof Proof.IamProof iam) {
            return new OlderStream(channel, failures).join(IamJoin.OLDER, iam, attempt);
        }
        if (proof instanceof Proof.AzureProof azure) {
            return new OlderStream(channel, failures).join(AzureJoin.OLDER, azure, attempt);
        }
        return older.join(attempt);
    }

    /**
     * Joins once more as an identity that a join gave and that has not ended, so that the cluster takes it for the same
     * bot instance; only {@code bound_keypair} makes a difference there.
     */
    public BotIdentity rejoin(JoinAttempt attempt, ClusterInfo cluster, ClientIdentity current) {
        JoinFailures failures = new JoinFailures(attempt.shownName(), cluster, attempt.rules());
        GrpcChannel channel = routing.auth(cluster.clusterName(), CompletableFuture.completedFuture(current));
        try {
            return new JoinService(channel, failures).join(attempt);
        } catch (JoinService.NotServed notServed) {
            throw channel.explain(notServed.reason());
        } finally {
            channel.close();
        }
    }

    private List<X509Certificate> pinnedAuthorities() {
        List<X509Certificate> authorities = TlsCertificates.parse(web.exportHostAuthorities());
        CaPins.require(pins, authorities, routing.proxy());
        return authorities;
    }
}
