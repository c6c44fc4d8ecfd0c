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
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.request.CaPin;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    /** @param pins where not empty, every host authority of the cluster must match one of them */
    public Joiner(TlsRouting routing, WebApi web, X509TrustManager webTrust, List<CaPin> pins) {
        this.routing = routing;
        this.web = web;
        this.webTrust = webTrust;
        this.pins = List.copyOf(pins);
    }

    /** Joins; refusals and faults are thrown explained. */
    public BotIdentity join(JoinAttempt attempt, ClusterInfo cluster) {
        JoinFailures failures = new JoinFailures(attempt.shownName(), cluster, attempt.rules());
        if (pins.isEmpty()) {
            return join(
                    attempt,
                    cluster,
                    routing.joining(webTrust),
                    new OlderJoin(web, OlderJoin.AT_PROXY, failures),
                    failures);
        }
        X509TrustManager pinned = TrustAnchors.only(pinnedAuthorities());
        OlderJoin older = new OlderJoin(routing.authRest(cluster.clusterName(), pinned), OlderJoin.AT_AUTH, failures);
        return join(attempt, cluster, routing.authJoining(cluster.clusterName(), pinned), older, failures);
    }

    private static BotIdentity join(
            JoinAttempt attempt, ClusterInfo cluster, GrpcChannel channel, OlderJoin older, JoinFailures failures) {
        try {
            if (cluster.majorVersion().orElse(JOIN_SERVICE_VERSION) < JOIN_SERVICE_VERSION) {
                return older(attempt, channel, older, failures);
            }
            return new JoinService(channel, failures).join(attempt);
        } catch (JoinService.NotServed notServed) {
            if (attempt.proof().asked().flatMap(NewServiceOnly::since).isPresent()
                    && !(notServed.reason() instanceof GrpcStatusException)) {
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
        List<String> strangers = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            String pin = TlsCertificates.pin(authority);
            if (pins.stream().noneMatch(allowed -> allowed.toString().equals(pin))) {
                strangers.add("the cluster's authority has the pin " + pin);
            }
        }
        if (!strangers.isEmpty() || authorities.isEmpty()) {
            throw new DeniedException(
                    ErrorCode.CA_PIN_MISMATCH,
                    "the cluster behind " + routing.proxy() + " is not the one of the option ca-pins",
                    strangers,
                    "nothing secret was sent; if the cluster's authority was rotated, take the new pin from: tctl status",
                    null);
        }
        return authorities;
    }
}
