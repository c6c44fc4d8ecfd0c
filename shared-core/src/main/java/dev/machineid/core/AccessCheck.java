package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.report.Finding;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds out, as the identity a login brought, what would stop or shorten the use of its credentials. */
final class AccessCheck {
    private final LoginReport report;
    private final AccessLimits limits;

    private static final int LONGEST_NAME = 100;

    private final boolean upgraded;
    private final List<OutputSpec> outputs;
    private final Duration asked;

    private AccessCheck(LoginReport report, MachineIdRequest request, AccessLimits limits, boolean upgraded) {
        this.report = report;
        this.outputs = request.outputs();
        this.asked = request.ttl().effective();
        this.limits = limits;
        this.upgraded = upgraded;
    }

    /** Whether connections reach the cluster's own services as they are. */
    Finding way() {
        return upgraded
                ? Finding.warning(
                        "way",
                        "a load balancer in front of the proxy ends TLS, so connections are upgraded",
                        "this program does it by itself; programs that do not, such as kubectl and openssl, need a balancer"
                                + " that forwards TCP")
                : Finding.ok("way", "connections reach the cluster's own services without an upgrade");
    }

    static AccessCheck of(JobEnvironment job, MachineIdRequest request, Login login, Clock clock) {
        StoredIdentity identity = identity(login);
        ClientIdentity self =
                new ClientIdentity(TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls());
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            Entrance entrance = new Entrance(request, network, OneWay.trust(job, request), job.program());
            GrpcChannel auth = entrance.auth(
                    new ClusterInfo(login.report().cluster(), "", false, Optional.empty(), Optional.empty()),
                    CompletableFuture.completedFuture(self));
            try {
                AccessLimits limits = AccessLimits.ask(auth).join();
                return new AccessCheck(login.report(), request, limits, entrance.upgraded());
            } finally {
                auth.close();
            }
        }
    }

    private static StoredIdentity identity(Login login) {
        Path generation = Generations.current(login.directory()).orElseThrow();
        try {
            return IdentityFile.read(Files.readAllBytes(generation.resolve(IdentityOutput.FILE)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("what was just written cannot be read", unreadable);
        }
    }

    /**
     * Whether connections ask for something that no job has.
     *
     * @param check the finding's word
     * @throws dev.machineid.core.report.DeniedException its code, if an output cannot be used
     */
    Finding hurdle(String check, Hurdle hurdle) {
        return hurdle.stop(limits, outputs)
                .map(part -> Finding.warning(check, part.said(), part.advice()).with(unread()))
                .orElseGet(() -> limits.rolesKnown()
                        ? Finding.ok(check, hurdle.absent())
                        : Finding.skipped(check, unread().get(0)));
    }

    private List<String> unread() {
        return limits.rolesKnown()
                ? List.of()
                : List.of("the cluster does not show the roles " + String.join(", ", report.roles()));
    }

    /** How long credentials live, and what keeps them from living longer. */
    Finding life() {
        String granted =
                LoginReport.words(report.granted()) + " of the " + LoginReport.words(report.asked()) + " asked";
        List<String> facts = new ArrayList<>();
        limits.roles()
                .forEach(role -> role.longest()
                        .ifPresent(longest -> facts.add("role " + SafeText.line(role.name(), LONGEST_NAME)
                                + ": max_session_ttl " + LoginReport.words(longest))));
        facts.addAll(unread());
        if (!Shortening.isOne(asked, report.granted())) {
            return Finding.ok("life", granted).with(facts);
        }
        List<String> shortest = Shortening.roles(report.granted(), limits);
        return Finding.warning(
                        "life",
                        granted,
                        shortest.isEmpty()
                                ? "raise max_session_ttl of the bot (tctl bots update --set-max-session-ttl) or ask for less;"
                                        + " no role above is the limit"
                                : "raise max_session_ttl of the role " + String.join(", ", shortest)
                                        + ", give the bot another role, or ask for less")
                .with(facts);
    }
}
