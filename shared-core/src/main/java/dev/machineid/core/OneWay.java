package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.cluster.WebTrust;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.issue.IssueRequest;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.issue.Issuer;
import dev.machineid.core.issue.Lookup;
import dev.machineid.core.join.BotIdentity;
import dev.machineid.core.join.Comparison;
import dev.machineid.core.join.JoinAttempt;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.platform.JobVariables;
import dev.machineid.core.platform.ProofContext;
import dev.machineid.core.platform.SystemCommands;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.rules.TokenRules;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.X509ExtendedTrustManager;

/** One way along the path, for one request: find, prove, join, issue, deliver; each renewal goes it once more. */
final class OneWay {
    /** After these faults a join has surely not reached the server, so that a single-use secret is still good. */
    private static final Set<ErrorCode> NOTHING_SENT =
            EnumSet.of(ErrorCode.CANNOT_CONNECT, ErrorCode.UNKNOWN_HOST, ErrorCode.HTTP_PROXY_REFUSED);

    private final JobEnvironment job;
    private final Clock clock;
    private final Retry.Sleeper sleeper;
    private final MachineIdRequest request;
    private final X509ExtendedTrustManager trust;

    /** @throws InvalidRequestException if it names authorities that cannot be read */
    OneWay(JobEnvironment job, Clock clock, Retry.Sleeper sleeper, MachineIdRequest request) {
        this.job = job;
        this.clock = clock;
        this.sleeper = sleeper;
        this.request = request;
        this.trust = trust(job, request);
    }

    /** What one way along the path came to. */
    record Run(JobKey key, JoinMethod method, Delivery delivery, LoginReport report) {}

    /**
     * Goes it.
     *
     * @param existing the key to renew the certificates of; a new one where empty
     * @param following whether the variables lead to the newest generation
     * @param examined whether to find out what would make the credentials useless, which a renewal does not
     */
    Run go(Deliverer store, Optional<JobKey> existing, boolean following, boolean examined) {
        ExecutorService beside = Executors.newCachedThreadPool(OneWay::daemon);
        Optional<KeptBot> kept = KeptBot.open(job, request, clock);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            CompletableFuture<JobKey> key = existing.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.supplyAsync(JobKey::p256, beside));
            boolean again = existing.isPresent();
            return go(network, store, key, following, again, examined, beside, kept);
        } finally {
            beside.shutdownNow();
            kept.ifPresent(KeptBot::close);
        }
    }

    /** Up to the join, which is left out. */
    Rehearsal rehearse() {
        ExecutorService beside = Executors.newCachedThreadPool(OneWay::daemon);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
            CompletableFuture<String> clusterName = new CompletableFuture<>();
            Proving proving = new Proving(context(network, clusterName, false), retry, beside);
            Entrance entrance = new Entrance(request, network, trust, job.program());
            ClusterInfo cluster = retry.run(() -> entrance.meet(clock)).cluster();
            clusterName.complete(cluster.clusterName());
            Guarding.cluster(request, cluster);
            try {
                if (!KeptBot.mayDoWithoutProof(request)) {
                    proving.prove(Optional.empty());
                }
            } catch (MachineIdException failed) {
                throw Telling.of(failed, cluster, clock.instant());
            }
            return new Rehearsal(
                    cluster.clusterName(),
                    cluster.serverVersion(),
                    proving.method().wireName(),
                    proving.alsoFound().stream().map(JoinMethod::wireName).toList());
        } finally {
            beside.shutdownNow();
        }
    }

    private Run go(
            Network network,
            Deliverer store,
            CompletableFuture<JobKey> key,
            boolean following,
            boolean again,
            boolean examined,
            ExecutorService beside,
            Optional<KeptBot> kept) {
        Optional<Comparison> rules = request.rules().map(this::comparison);
        Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
        CompletableFuture<String> clusterName = new CompletableFuture<>();
        Proving proving = new Proving(context(network, clusterName, again), retry, beside);
        Entrance entrance = new Entrance(request, network, trust, job.program());
        entrance.openEarly(beside);
        Entrance.Met met = retry.run(() -> entrance.meet(clock));
        ClusterInfo found = met.cluster();
        clusterName.complete(found.clusterName());
        job.debug("cluster " + found.clusterName() + ", Teleport " + found.serverVersion());
        Guarding.cluster(request, found);

        CompletableFuture<ClientIdentity> identity = new CompletableFuture<>();
        GrpcChannel auth = entrance.auth(found, identity);
        Lookup lookup = new Lookup(own -> entrance.auth(found, own));
        Issuer issuer = new Issuer(auth, clock, lookup);
        Examination examination = new Examination();
        ClusterInfo cluster;
        BotIdentity bot;
        Issued issued;
        Delivery delivery;
        try {
            issuer.begin(question(found));
            entrance.ask(auth);
            if (examined && !lookup.isOpened()) {
                entrance.openEarly(beside); // for what is asked last
            }
            Function<JoinAttempt, BotIdentity> join = attempt ->
                    retry.run(() -> met.joiner().join(attempt, found), fault -> mayRepeat(fault, proving.method()));
            JoinAttempt attempt = attempt(key, proving, rules);
            bot = kept.isPresent()
                    ? kept.get().obtain(attempt, new KeptBot.Way(found, auth, identity, met.joiner(), retry, join))
                    : join.apply(attempt);
            kept.ifPresent(KeptBot::close); // what follows changes nothing in it, and others may be waiting
            job.debug("joined as " + bot.identity().userName() + " by " + proving.method());
            Guarding.bot(request, bot.identity());
            identity.complete(new ClientIdentity(
                    TrustAnchors.only(bot.hostAuthorities()),
                    bot.key().keyPair().getPrivate(),
                    bot.tls()));
            cluster = entrance.complete(found);
            IssueRequest question = question(cluster);
            if (examined) {
                examination.begin(auth.standing(), lookup);
            }
            issued = retry.run(() -> issuer.issue(bot, key.join(), question));
            examination.goOn();
            ProxyAccess proxy = entrance.forOutputs();
            Guarding.roles(request, issued);
            delivery = store.deliver(
                    issued,
                    request.outputs(),
                    proxy,
                    job.program(),
                    following,
                    () -> examination.judge(request.outputs()));
        } catch (MachineIdException failed) {
            throw Telling.of(failed, found, clock.instant());
        } finally {
            identity.cancel(true); // lets go of a handshake that still waits
            auth.close();
            lookup.close();
        }
        return new Run(
                key.join(),
                proving.method(),
                delivery,
                Reporting.report(
                        request,
                        cluster,
                        bot,
                        issued,
                        proving,
                        delivery,
                        network,
                        new Reporting.Limits(examination, issuer.botLimit()),
                        clock.instant()));
    }

    private Comparison comparison(Path file) {
        return new RulesFile(TokenRules.read(file, request.tokenName()), clock);
    }

    private JoinAttempt attempt(CompletableFuture<JobKey> key, Proving proving, Optional<Comparison> rules) {
        return new JoinAttempt(
                request.tokenName(),
                request.tokenName().isEmpty() ? "" : request.shownTokenName(),
                clock.instant().plus(request.ttl().effective()),
                key::join,
                proving,
                rules);
    }

    private IssueRequest question(ClusterInfo cluster) {
        return new IssueRequest(
                request.roles(),
                request.ttl().effective(),
                Targets.kubernetes(request),
                cluster.isAtLeast(17, 2, 7), // its proxies route by path
                named(OutputKind.APPLICATION),
                Targets.databases(request),
                Targets.workloads(request),
                WebTrust.authorities(request.trust().caFile()),
                cluster.majorVersion().orElse(0),
                request.outputs().stream().anyMatch(OutputSpec::allowsReissue));
    }

    private List<String> named(OutputKind kind) {
        return request.outputs().stream()
                .filter(output -> output.kind() == kind)
                .flatMap(output -> output.name().stream())
                .distinct()
                .toList();
    }

    private ProofContext context(Network network, CompletableFuture<String> clusterName, boolean again) {
        return new ProofContext(
                new JobVariables(job.variables()),
                proof(request),
                clusterName,
                clock,
                network.platformTokens(),
                new SystemCommands(),
                job::warning,
                again,
                job.idTokens(),
                network.cloud());
    }

    /** A job that gives a secret and no join token's name means the secret, whatever else it could prove. */
    static ProofOptions proof(MachineIdRequest request) {
        ProofOptions said = request.proof();
        boolean secretAlone = request.tokenName().isEmpty() && said.method() == JoinMethod.AUTO;
        return secretAlone
                ? new ProofOptions(
                        JoinMethod.TOKEN,
                        said.audience(),
                        said.oidc(),
                        said.secret(),
                        said.azureClientId(),
                        said.state())
                : said;
    }

    private static boolean mayRepeat(FaultException fault, JoinMethod method) {
        // The platform's token service has been asked several times by then, and never at the price of a join.
        return fault.code() != ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED
                && (!method.keepsState() || NOTHING_SENT.contains(fault.code()));
    }

    static X509ExtendedTrustManager trust(JobEnvironment job, MachineIdRequest request) {
        return WebTrust.of(request.trust().caFile(), job.variables());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "machine-id");
        thread.setDaemon(true);
        return thread;
    }
}
