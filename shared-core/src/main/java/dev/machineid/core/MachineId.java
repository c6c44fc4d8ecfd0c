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
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.X509TrustManager;

/**
 * Gives a job its own short-lived identity in a Teleport cluster: the one path, from a checked request to files.
 *
 * <pre>{@code
 * try (Login login = MachineId.of(job).login(request, Optional.empty())) {
 *     run(login.environment());
 * }
 * }</pre>
 */
public final class MachineId {
    /** After these faults a join has surely not reached the server, so that a single-use secret is still good. */
    private static final Set<ErrorCode> NOTHING_SENT =
            EnumSet.of(ErrorCode.CANNOT_CONNECT, ErrorCode.UNKNOWN_HOST, ErrorCode.HTTP_PROXY_REFUSED);

    private final JobEnvironment job;
    private final Clock clock;
    private final Retry.Sleeper sleeper;

    private MachineId(JobEnvironment job, Clock clock, Retry.Sleeper sleeper) {
        this.job = job;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** For one job, with the system's clock. */
    public static MachineId of(JobEnvironment job) {
        return new MachineId(job, Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
    }

    /** For one job, with another clock and another way to wait between attempts. */
    public static MachineId of(JobEnvironment job, Clock clock, Retry.Sleeper sleeper) {
        return new MachineId(job, clock, sleeper);
    }

    /**
     * Joins, issues, and writes the outputs.
     *
     * @param owner the process that the files live and die with; empty for files that outlive this process
     * @throws dev.machineid.core.report.MachineIdException explained, with nothing left behind
     */
    public Login login(MachineIdRequest request, Optional<Owner> owner) {
        return login(request, owner, request.renew());
    }

    /**
     * The same for whoever renews in another way than by {@link Login#renew}: by a new login into the same directory.
     *
     * @param following whether the variables lead to the newest generation, or stay with this login's
     */
    public Login login(MachineIdRequest request, Optional<Owner> owner, boolean following) {
        requireProxy(request);
        X509TrustManager trust = trust(request);
        CredentialStore store = CredentialStore.open(
                job,
                request.delivery(),
                clock,
                clock.instant().plus(request.ttl().effective()),
                owner);
        try {
            Run run = run(request, store, trust, Optional.empty(), following);
            run.delivery().masks().forEach(job::mask);
            Map<String, String> environment = CredentialStore.named(
                    run.delivery().environment(), request.delivery().prefix());
            if (request.delivery().exportEnv()) {
                environment.forEach(job::export);
            }
            if (following) {
                new RenewalOutlook(job.variables())
                        .warning(run.method(), run.report().expires())
                        .ifPresent(job::warning);
            }
            return new Login(this, request, store, run.key(), environment, run.report());
        } catch (RuntimeException failed) {
            store.abandon();
            throw failed;
        }
    }

    /**
     * Takes up the credentials that an earlier login left, so that they can be renewed in place.
     *
     * @param directory what that login made, with its marker
     * @param key the key its certificates are for
     * @throws InvalidRequestException if there is no marker, or another process renews them already
     */
    public StoredLogin reopen(MachineIdRequest request, Path directory, JobKey key) {
        requireProxy(request);
        Marker marker = Registry.read(directory).orElseThrow(() -> CredentialStore.gone(directory));
        if (marker.renewer()
                .filter(other -> !other.isGone() && !other.equals(Owner.self()))
                .isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "the credentials in " + directory + " are renewed already, by the process "
                            + marker.renewer().get().pid(),
                    "one process is enough; a logout ends it");
        }
        CredentialStore store = CredentialStore.reopen(directory, marker, clock);
        return new StoredLogin(this, request, store, key, marker.expires());
    }

    /** Joins and issues; the files are only described. */
    Collected collect(MachineIdRequest request, Deliverer elsewhere) {
        requireProxy(request);
        Run run = run(request, elsewhere, trust(request), Optional.empty(), true);
        return Collected.of(request, run.delivery(), run.report());
    }

    /** Once more along the path, for the same key, into the next generation. */
    LoginReport renew(MachineIdRequest request, CredentialStore store, JobKey key) {
        return run(request, store, trust(request), Optional.of(key), true).report();
    }

    /** What one way along the path came to. */
    private record Run(JobKey key, JoinMethod method, Delivery delivery, LoginReport report) {}

    private Run run(
            MachineIdRequest request,
            Deliverer store,
            X509TrustManager trust,
            Optional<JobKey> existing,
            boolean following) {
        ExecutorService beside = Executors.newCachedThreadPool(MachineId::daemon);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            CompletableFuture<JobKey> key = existing.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.supplyAsync(JobKey::p256, beside));
            boolean again = existing.isPresent();
            return run(request, network, trust, store, key, following, again, beside);
        } finally {
            beside.shutdownNow();
        }
    }

    /**
     * Does everything up to the join, which is left out: obtains the proof, finds the cluster, checks the guard on its
     * name. Writes nothing and spends no secret.
     *
     * @throws dev.machineid.core.report.MachineIdException what would have stopped a login before its join
     */
    public Rehearsal rehearse(MachineIdRequest request) {
        requireProxy(request);
        X509TrustManager trust = trust(request);
        ExecutorService beside = Executors.newCachedThreadPool(MachineId::daemon);
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
            CompletableFuture<String> clusterName = new CompletableFuture<>();
            Proving proving = new Proving(context(request, network, clusterName, false), retry, beside);
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

    private static void requireProxy(MachineIdRequest request) {
        if (request.endpoint().kind() != Endpoint.Kind.PROXY) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "joining at an auth server's own address is not available in this version",
                    "give the proxy in the option proxy; with ca-pins the join goes through it to the auth server");
        }
    }

    private Run run(
            MachineIdRequest request,
            Network network,
            X509TrustManager trust,
            Deliverer store,
            CompletableFuture<JobKey> key,
            boolean following,
            boolean again,
            ExecutorService beside) {
        Optional<Comparison> rules = request.rules().map(file -> TokenRules.read(file, request.tokenName())::explain);
        Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
        CompletableFuture<String> clusterName = new CompletableFuture<>();
        Proving proving = new Proving(context(request, network, clusterName, again), retry, beside);
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
                    () -> joiner.join(attempt(request, key, proving, rules), cluster),
                    fault -> mayRepeat(fault, proving.method()));
            job.debug("joined as " + bot.identity().userName() + " by " + proving.method());
            Guarding.bot(request, bot.identity());
            identity.complete(new ClientIdentity(
                    TrustAnchors.only(bot.hostAuthorities()),
                    bot.key().keyPair().getPrivate(),
                    bot.tls()));
            issued = retry.run(() -> issuer.issue(bot, question(request, cluster)));
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

    private JoinAttempt attempt(
            MachineIdRequest request, CompletableFuture<JobKey> key, Proving proving, Optional<Comparison> rules) {
        return new JoinAttempt(
                request.tokenName(),
                request.tokenName().isEmpty() ? "" : request.shownTokenName(),
                clock.instant().plus(request.ttl().effective()),
                key::join,
                proving,
                rules);
    }

    private static IssueRequest question(MachineIdRequest request, ClusterInfo cluster) {
        return new IssueRequest(
                request.roles(),
                request.ttl().effective(),
                kubernetesClusters(request),
                cluster.majorVersion().orElse(0));
    }

    private static List<String> kubernetesClusters(MachineIdRequest request) {
        return request.outputs().stream()
                .filter(output -> output.kind() == OutputKind.KUBERNETES)
                .flatMap(output -> output.name().stream())
                .distinct()
                .toList();
    }

    private ProofContext context(
            MachineIdRequest request, Network network, CompletableFuture<String> clusterName, boolean again) {
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
    private static ProofOptions proof(MachineIdRequest request) {
        ProofOptions said = request.proof();
        boolean secretAlone = request.tokenName().isEmpty() && said.method() == JoinMethod.AUTO;
        return secretAlone ? new ProofOptions(JoinMethod.TOKEN, said.audience(), said.oidc(), said.secret()) : said;
    }

    private static boolean mayRepeat(FaultException fault, JoinMethod method) {
        // The platform's token service has been asked several times by then, and never at the price of a join.
        return fault.code() != ErrorCode.PLATFORM_TOKEN_REQUEST_FAILED
                && (method != JoinMethod.TOKEN || NOTHING_SENT.contains(fault.code()));
    }

    private static X509TrustManager trust(MachineIdRequest request) {
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
