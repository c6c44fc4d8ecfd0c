package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.Finding;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds out, as the identity a login brought, what would stop or shorten the use of its credentials. */
final class AccessCheck {
    private final LoginReport report;
    private final AccessLimits limits;

    private AccessCheck(LoginReport report, AccessLimits limits) {
        this.report = report;
        this.limits = limits;
    }

    static AccessCheck of(JobEnvironment job, MachineIdRequest request, Login login, Clock clock) {
        StoredIdentity identity = identity(login);
        ClientIdentity self =
                new ClientIdentity(TrustAnchors.only(identity.tlsAuthorities()), identity.privateKey(), identity.tls());
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            GrpcChannel auth = new TlsRouting(network, request.endpoint().address())
                    .auth(login.report().cluster(), CompletableFuture.completedFuture(self));
            try {
                return new AccessCheck(
                        login.report(), AccessLimits.read(auth, login.report().roles()));
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
     * Whether connections ask for a second factor.
     *
     * @throws DeniedException SESSION_MFA_REQUIRED if all of them do
     */
    Finding sessionMfa() {
        return hurdle(
                "mfa",
                ErrorCode.SESSION_MFA_REQUIRED,
                AccessLimits.Limits::sessionMfa,
                "a second factor (require_session_mfa)",
                "give the bot a role without require_session_mfa for what it does; the cluster's own setting is in"
                        + " tctl get cluster_auth_preference");
    }

    /**
     * Whether connections ask for a trusted device.
     *
     * @throws DeniedException DEVICE_TRUST_REQUIRED if all of them do
     */
    Finding deviceTrust() {
        return hurdle(
                "device",
                ErrorCode.DEVICE_TRUST_REQUIRED,
                AccessLimits.Limits::trustedDevice,
                "a trusted device (device trust required)",
                "set the mode to required-for-humans (Teleport 17.7 and 18.2), which lets bots in, or give the bot a role"
                        + " without it");
    }

    private Finding hurdle(
            String check, ErrorCode code, Predicate<AccessLimits.Limits> asks, String what, String advice) {
        List<String> roles = limits.roles().entrySet().stream()
                .filter(role -> asks.test(role.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (asks.test(limits.cluster())) {
            throw new DeniedException(code, "every connection in this cluster needs " + what, List.of(), advice, null);
        }
        if (roles.isEmpty()) {
            return Finding.ok(check, "no role asks for " + what).with(unread());
        }
        String named = "the role" + (roles.size() == 1 ? " " : "s ") + String.join(", ", roles);
        if (roles.size() == limits.roles().size() && limits.unread().isEmpty()) {
            throw new DeniedException(
                    code, "every connection needs " + what + ", by " + named, List.of(), advice, null);
        }
        return Finding.warning(check, "what only " + named + " lets in needs " + what, advice)
                .with(unread());
    }

    private List<String> unread() {
        return limits.unread().isEmpty()
                ? List.of()
                : List.of("the cluster does not show the roles " + String.join(", ", limits.unread()));
    }

    /** How long credentials live, and what keeps them from living longer. */
    Finding life() {
        String granted =
                LoginReport.words(report.granted()) + " of the " + LoginReport.words(report.asked()) + " asked";
        List<String> facts = new ArrayList<>();
        limits.roles()
                .forEach((role, limit) -> limit.longest()
                        .ifPresent(longest ->
                                facts.add("role " + role + ": max_session_ttl " + LoginReport.words(longest))));
        facts.addAll(unread());
        if (report.warnings().isEmpty()) {
            return Finding.ok("life", granted).with(facts);
        }
        String shortest = limits.roles().entrySet().stream()
                .filter(role ->
                        role.getValue().longest().filter(this::isWhatWasGranted).isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return Finding.warning(
                        "life",
                        granted,
                        shortest.isEmpty()
                                ? "raise max_session_ttl of the bot (tctl bots update --set-max-session-ttl) or ask for less;"
                                        + " no role above is the limit"
                                : "raise max_session_ttl of the role " + shortest
                                        + ", leave it out by the option roles, or ask for less")
                .with(facts);
    }

    private boolean isWhatWasGranted(Duration longest) {
        return longest.minus(report.granted()).abs().compareTo(Duration.ofMinutes(2)) < 0;
    }
}
