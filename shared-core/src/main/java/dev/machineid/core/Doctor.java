package dev.machineid.core;

import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.ConnectionFacts;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.report.Diagnosis;
import dev.machineid.core.report.Finding;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.DeliveryOptions;
import dev.machineid.core.request.Endpoint;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.rules.TokenRules;
import dev.machineid.core.session.Owner;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Examines, one after the other, everything a login depends on, and goes on after a failure where there is more to learn.
 *
 * <p>Nothing is tried again: what fails now is what the user wants to see. Without a join nothing is written that stays, and
 * no secret is spent.
 */
public final class Doctor {
    /** What servers allow for between clocks, by the start of the certificates they issue. */
    private static final Duration FATAL_SKEW = Duration.ofMinutes(1);

    private static final Duration NOTED_SKEW = Duration.ofSeconds(10);
    private static final Duration SHORT_PROOF = Duration.ofSeconds(30);
    private static final Duration SHORT_CERTIFICATE = Duration.ofDays(14);
    private static final int OLDEST_TRIED = 15;

    private final JobEnvironment job;
    private final MachineIdRequest request;
    private final Clock clock;
    private final Retry.Sleeper sleeper;
    private final List<Finding> findings = new ArrayList<>();
    private Optional<ClusterInfo> cluster = Optional.empty();
    private Optional<MachineIdException> failure = Optional.empty();

    private Doctor(JobEnvironment job, MachineIdRequest request, Clock clock, Retry.Sleeper sleeper) {
        this.job = job;
        this.request = request;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Examines a job.
     *
     * @param join whether to join too, and to remove what that brings; spends a secret that is good for one join
     */
    public static Diagnosis examine(
            JobEnvironment job, MachineIdRequest request, Clock clock, Retry.Sleeper sleeper, boolean join) {
        return new Doctor(job, request, clock, sleeper).examine(join);
    }

    private Diagnosis examine(boolean join) {
        step("directory", this::directory);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            if (step("http-proxy", () -> httpProxy(network)) && step("address", () -> address(network))) {
                cluster(network);
            }
            step("proof", () -> proof(network));
        }
        if (!join) {
            findings.add(Finding.skipped("join", "not tried; with --join it is, and what it brings is removed again"));
        } else if (failure.isPresent()) {
            findings.add(Finding.skipped("join", "not tried, because of what failed before"));
        } else {
            join();
        }
        return new Diagnosis(findings, failure);
    }

    private boolean step(String check, Supplier<Finding> examination) {
        try {
            findings.add(examination.get());
            return true;
        } catch (MachineIdException problem) {
            failed(check, problem);
            return false;
        }
    }

    private void failed(String check, MachineIdException problem) {
        findings.add(Finding.failed(check, problem));
        failure = failure.or(() -> Optional.of(problem));
    }

    private Finding directory() {
        return Finding.ok(
                "directory",
                CredentialStore.tryOut(job, request.delivery(), clock)
                        + " takes credentials that only this user reads");
    }

    private Finding httpProxy(Network network) {
        return Finding.ok(
                "http-proxy",
                network.httpProxy(request.endpoint().address())
                        .map(proxy -> "connections go through " + proxy)
                        .orElse("none for " + request.endpoint().address()));
    }

    private Finding address(Network network) {
        ClusterAddress proxy = request.endpoint().address();
        return network.httpProxy(proxy).isPresent()
                ? Finding.skipped("address", "the HTTP proxy looks up " + proxy.host())
                : Finding.ok(
                        "address",
                        proxy.host() + " is "
                                + network.lookup(proxy).stream()
                                        .map(InetAddress::getHostAddress)
                                        .collect(Collectors.joining(", ")));
    }

    private void cluster(Network network) {
        Entrance entrance = new Entrance(request, network, OneWay.trust(job, request), job.program());
        List<ConnectionFacts> made = new ArrayList<>();
        entrance.observe(made::add);
        if (!step("proxy", () -> proxy(entrance))) {
            return;
        }
        made.stream().limit(1).map(this::tls).forEach(findings::add);
        ClusterInfo found = cluster.orElseThrow();
        if (request.endpoint().kind() == Endpoint.Kind.PROXY) {
            findings.add(version(found));
        }
        found.clockSkew().map(Doctor::clocks).ifPresent(findings::add);
        step("guards", () -> {
            Guarding.cluster(request, found);
            return Finding.ok("guards", "the cluster is the one the options name, as far as they do");
        });
    }

    private Finding proxy(Entrance entrance) {
        ClusterInfo found = entrance.meet(clock).cluster();
        cluster = Optional.of(found);
        return Finding.ok(
                "proxy",
                "cluster " + found.clusterName() + " at " + request.endpoint().address());
    }

    private Finding tls(ConnectionFacts facts) {
        String said = facts.version() + ", " + facts.protocol() + "; certificate of " + facts.subject() + ", issued by "
                + facts.issuer() + ", good until " + facts.expires().truncatedTo(ChronoUnit.SECONDS);
        Duration left = Duration.between(clock.instant(), facts.expires());
        return left.compareTo(SHORT_CERTIFICATE) < 0 && !left.isNegative()
                ? Finding.warning(
                        "tls",
                        said,
                        "the proxy's certificate ends in " + LoginReport.words(left) + "; see to its renewal")
                : Finding.ok("tls", said);
    }

    private static Finding version(ClusterInfo cluster) {
        int major = cluster.majorVersion().orElse(0);
        return major < OLDEST_TRIED
                ? Finding.warning(
                        "version",
                        "Teleport " + cluster.serverVersion() + " is older than " + OLDEST_TRIED,
                        "what is documented was tried with " + OLDEST_TRIED + " and newer")
                : Finding.ok(
                        "version",
                        "Teleport " + cluster.serverVersion()
                                + (cluster.tlsRouting()
                                        ? " with TLS routing"
                                        : " without TLS routing, whose web port serves what is used here all the same"));
    }

    private static Finding clocks(Duration skew) {
        String said = skew.isZero()
                ? "this machine's clock and the cluster's agree"
                : "this machine's clock is " + skew.abs().toSeconds() + " s "
                        + (skew.isNegative() ? "ahead of" : "behind") + " the cluster's";
        if (skew.abs().compareTo(NOTED_SKEW) < 0) {
            return Finding.ok("clock", said);
        }
        return Finding.warning(
                "clock",
                said,
                skew.abs().compareTo(FATAL_SKEW) < 0
                        ? "set the clock by NTP before the difference grows"
                        : "set the clock by NTP: certificates are good from one minute before they are issued, so they may not"
                                + " be valid here, and id tokens may not be valid there");
    }

    private Finding proof(Network network) {
        Proof proof = JobProof.obtain(
                job, OneWay.proof(request), cluster.map(ClusterInfo::clusterName), network, clock, sleeper);
        if (!(proof instanceof Proof.IdTokenProof token)) {
            return Finding.ok(
                    "proof",
                    "join method " + proof.method().wireName() + ", whose "
                            + (proof instanceof Proof.SecretProof ? "secret is there" : "credentials are there"));
        }
        job.mask(token.token().jwt());
        List<String> facts = new ArrayList<>();
        token.token().claims().safeSubset().forEach(line -> facts.add("claim " + line));
        request.rules().ifPresent(file -> {
            List<String> different = TokenRules.read(file, request.tokenName())
                    .explain(token.method(), token.token().claims());
            facts.addAll(different.isEmpty() ? List.of("the rules of " + file + " let this job in") : different);
        });
        String said = "join method " + proof.method().wireName() + ", with an id token";
        Optional<Duration> left = token.token().claims().expiresAt().map(end -> Duration.between(clock.instant(), end));
        Finding finding = left.filter(time -> time.compareTo(SHORT_PROOF) < 0).isPresent()
                ? Finding.warning(
                        "proof",
                        said + " that ends in " + Math.max(0, left.get().toSeconds()) + " s",
                        "log in at the start of the job")
                : Finding.ok(
                        "proof",
                        said
                                + left.map(time -> " good for " + LoginReport.words(time))
                                        .orElse(""));
        return finding.with(facts);
    }

    private void join() {
        try (Login login = MachineId.of(job, clock, sleeper).loginUnexamined(unseen(), Optional.of(Owner.self()))) {
            findings.add(Finding.ok("join", "joined, and removed what that brought")
                    .with(login.report().text().lines().toList()));
            step("life", () -> {
                AccessCheck access = AccessCheck.of(job, request, login, clock);
                findings.add(access.way());
                step("mfa", () -> access.hurdle("mfa", Hurdle.SESSION_MFA));
                step("device", () -> access.hurdle("device", Hurdle.DEVICE_TRUST));
                return access.life();
            });
        } catch (MachineIdException refused) {
            failed("join", refused);
        }
    }

    /** The same into a directory of its own, without a variable for anybody. */
    private MachineIdRequest unseen() {
        return new MachineIdRequest(
                request.endpoint(),
                request.clusterName(),
                request.tokenName(),
                request.proof(),
                request.outputs(),
                request.ttl(),
                request.roles(),
                request.guards(),
                request.trust(),
                new DeliveryOptions(Optional.empty(), false, false, Optional.empty()),
                request.timeout(),
                false,
                request.rules(),
                request.config(),
                false,
                request.debug(),
                request.json());
    }
}
