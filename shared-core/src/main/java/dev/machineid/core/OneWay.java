package dev.machineid.core;

import dev.machineid.core.cluster.ClientIdentity;
import dev.machineid.core.cluster.ClusterInfo;
import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.cluster.TlsRouting;
import dev.machineid.core.cluster.TrustAnchors;
import dev.machineid.core.cluster.WebApi;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.issue.IssueRequest;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.issue.Issuer;
import dev.machineid.core.join.BotIdentity;
import dev.machineid.core.join.Comparison;
import dev.machineid.core.join.JoinAttempt;
import dev.machineid.core.join.Joiner;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.platform.JobVariables;
import dev.machineid.core.platform.ProofContext;
import dev.machineid.core.platform.SystemCommands;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.Endpoint;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.ProofOptions;
import dev.machineid.core.rules.TokenRules;
import java.io.IOException;
import java.nio.file.Files;
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
import javax.net.ssl.X509TrustManager;

/** One way along the path, for one request: find, prove, join, issue, deliver; each renewal goes it once more. */
final class OneWay {
    /** After these faults a join has surely not reached the server, so that a single-use secret is still good. */
    private static final Set<ErrorCode> NOTHING_SENT =
            EnumSet.of(ErrorCode.CANNOT_CONNECT, ErrorCode.UNKNOWN_HOST, ErrorCode.HTTP_PROXY_REFUSED);

    private final JobEnvironment job;
    private final Clock clock;
    private final Retry.Sleeper sleeper;
    private final MachineIdRequest request;
    private final X509TrustManager trust;

    /** @throws InvalidRequestException if the request names no proxy, or authorities that cannot be read */
    OneWay(JobEnvironment job, Clock clock, Retry.Sleeper sleeper, MachineIdRequest request) {
        requireProxy(request);
        this.job = job;
        this.clock = clock;
        this.sleeper = sleeper;
        this.request = request;
        this.trust = trust(request);
    }

    /** What one way along the path came to. */
    record Run(JobKey key, JoinMethod method, Delivery delivery, LoginReport report) {}

    /**
     * Goes it.
     *
     * @param existing the key to renew the certificates of; a new one where empty
     * @param following whether the variables lead to the newest generation
     */
    Run go(Deliverer store, Optional<JobKey> existing, boolean following) {
        ExecutorService beside = Executors.newCachedThreadPool(OneWay::daemon);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            CompletableFuture<JobKey> key = existing.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.supplyAsync(JobKey::p256, beside));
            boolean again = existing.isPresent();
            return go(network, store, key, following, again, beside);
        } finally {
            beside.shutdownNow();
        }
    }

    /** Up to the join, which is left out. */
    Rehearsal rehearse() {
        ExecutorService beside = Executors.newCachedThreadPool(OneWay::daemon);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
            CompletableFuture<String> clusterName = new CompletableFuture<>();
            Proving proving = new Proving(context(network, clusterName, false), retry, beside);
            WebApi web = new TlsRouting(network, request.endpoint().address()).web(trust);
            ClusterInfo cluster = retry.run(() -> web.find(clock));
            clusterName.complete(cluster.clusterName());
            Guarding.cluster(request, cluster);
            proving.prove(Optional.empty());
            return new Rehearsal(
                    cluster.clusterName(),
                    cluster.serverVersion(),
                    proving.method().wireName(),
                    proving.alsoFound().stream().map(JoinMethod::wireName).toList());
        } finally {
            beside.shutdownNow();
        }
    }

    static void requireProxy(MachineIdRequest request) {
        if (request.endpoint().kind() != Endpoint.Kind.PROXY) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "joining at an auth server's own address is not available in this version",
                    "give the proxy in the option proxy; with ca-pins the join goes through it to the auth server");
        }
    }

    private Run go(
            Network network,
            Deliverer store,
            CompletableFuture<JobKey> key,
            boolean following,
            boolean again,
            ExecutorService beside) {
        Optional<Comparison> rules = request.rules().map(file -> TokenRules.read(file, request.tokenName())::explain);
        Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
        CompletableFuture<String> clusterName = new CompletableFuture<>();
        Proving proving = new Proving(context(network, clusterName, again), retry, beside);
        TlsRouting routing = new TlsRouting(network, request.endpoint().address());
        WebApi web = routing.web(trust);
        routing.openEarly(beside);
        ClusterInfo cluster = retry.run(() -> web.find(clock));
        clusterName.complete(cluster.clusterName());
        job.debug("cluster " + cluster.clusterName() + ", Teleport " + cluster.serverVersion());
        Guarding.cluster(request, cluster);

        Joiner joiner = new Joiner(routing, web, trust, request.trust().caPins());
        CompletableFuture<ClientIdentity> identity = new CompletableFuture<>();
        GrpcChannel auth = routing.auth(cluster.clusterName(), identity);
        Issuer issuer = new Issuer(auth, clock);
        BotIdentity bot;
        Issued issued;
        try {
            issuer.begin();
            bot = retry.run(
                    () -> joiner.join(attempt(key, proving, rules), cluster),
                    fault -> mayRepeat(fault, proving.method()));
            job.debug("joined as " + bot.identity().userName() + " by " + proving.method());
            Guarding.bot(request, bot.identity());
            identity.complete(new ClientIdentity(
                    TrustAnchors.only(bot.hostAuthorities()),
                    bot.key().keyPair().getPrivate(),
                    bot.tls()));
            issued = retry.run(() -> issuer.issue(bot, question(cluster)));
        } finally {
            identity.cancel(true); // lets go of a handshake that still waits
            auth.close();
        }
        Guarding.roles(request, issued);
        Delivery delivery =
                store.deliver(issued, request.outputs(), request.endpoint().address(), job.program(), following);
        return new Run(
                bot.key(),
                proving.method(),
                delivery,
                Reporting.report(request, cluster, bot, issued, proving, delivery, network, clock.instant()));
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
                kubernetesClusters(),
                cluster.majorVersion().orElse(0));
    }

    private List<String> kubernetesClusters() {
        return request.outputs().stream()
                .filter(output -> output.kind() == OutputKind.KUBERNETES)
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
                job.idTokens());
    }

    /** A job that gives a secret and no join token's name means the secret, whatever else it could prove. */
    static ProofOptions proof(MachineIdRequest request) {
        ProofOptions said = request.proof();
        boolean secretAlone = request.tokenName().isEmpty() && said.method() == JoinMethod.AUTO;
        return secretAlone ? new ProofOptions(JoinMethod.TOKEN, said.audience(), said.oidc(), said.secret()) : said;
    }

    private static boolean mayRepeat(FaultException fault, JoinMethod method) {
        // The platform's token service has been asked several times by then, and never at the price of a join.
        return fault.code() != ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED
                && (method != JoinMethod.TOKEN || NOTHING_SENT.contains(fault.code()));
    }

    static X509TrustManager trust(MachineIdRequest request) {
        Optional<Path> file = request.trust().caFile();
        if (file.isEmpty()) {
            return TrustAnchors.system();
        }
        try {
            return TrustAnchors.only(TlsCertificates.parse(Files.readAllBytes(file.get())));
        } catch (IOException unreadable) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "the file of the option ca-file cannot be read",
                    List.of("file: " + file.get()),
                    "give a PEM file with the certificate of the authority that issued the proxy's certificate",
                    unreadable);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "machine-id");
        thread.setDaemon(true);
        return thread;
    }
}
