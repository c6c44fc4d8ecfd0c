package dev.machineid.core.issue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.identity.CertAuthority;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.SshCertificate;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.identity.WorkloadIdentity;
import dev.machineid.core.join.BotIdentity;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.GetRoleRequest;
import dev.machineid.core.wire.auth.RouteToApp;
import dev.machineid.core.wire.auth.RouteToDatabase;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesResponse;
import dev.machineid.core.wire.types.CAKeySet;
import dev.machineid.core.wire.types.CertAuthorityV2;
import dev.machineid.core.wire.types.RoleV6;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the auth server, as the bot, for the certificates a job uses.
 *
 * <p>The certificates impersonate the bot's roles: the bot itself may do next to nothing. The authorities are asked for in
 * the same flight.
 */
public final class Issuer {
    /** From this version on a request carries the SSH and the TLS key apart. */
    private static final int TWO_KEY_VERSION = 17;

    /** From this version on the server begins an application's session itself. */
    private static final int OWN_SESSION_VERSION = 17;

    private final GrpcChannel auth;
    private final Clock clock;
    private final Lookup lookup;
    private final KubernetesIssuing kubernetes;
    private final WorkloadIssuing workloads;
    private final AtomicReference<@Nullable CompletableFuture<GetCertAuthoritiesResponse>> early =
            new AtomicReference<>();
    private volatile CompletableFuture<RoleV6> botRole = new CompletableFuture<>();

    public Issuer(GrpcChannel auth, Clock clock, Lookup lookup) {
        this.auth = auth;
        this.clock = clock;
        this.lookup = lookup;
        this.kubernetes = new KubernetesIssuing(lookup);
        this.workloads = new WorkloadIssuing(lookup);
    }

    /** Asks what needs no knowledge of the bot, so that the connections stand when the bot is known. */
    public void begin(IssueRequest request) {
        early.set(authorities("host"));
        lookup.begin(request);
        kubernetes.begin(request);
        workloads.begin(request);
    }

    private CompletableFuture<GetCertAuthoritiesResponse> authorities(String type) {
        return auth.unary(
                "/teleport.trust.v1.TrustService/GetCertAuthorities",
                GetCertAuthoritiesRequest.newBuilder().setType(type).build(),
                GetCertAuthoritiesResponse.parser());
    }

    /**
     * One certificate for SSH and TLS with everything needed to check the other side.
     *
     * @param key the job's, which is not the bot's own where the bot keeps its identity
     * @throws MachineIdException explained; a refusal carries the server's words
     */
    public Issued issue(BotIdentity bot, JobKey key, IssueRequest request) {
        CompletableFuture<GetCertAuthoritiesResponse> begun = early.getAndSet(null);
        requireUnbroken(begun, bot, request);
        CompletableFuture<GetCertAuthoritiesResponse> authorities = begun == null ? authorities("host") : begun;
        CompletableFuture<List<String>> roles = roles(bot, request);
        CompletableFuture<Certs> certificates = roles.thenCompose(names ->
                certificate(question(bot, key, request, names).setReissuableRoleImpersonation(request.allowReissue())));
        Function<String, CompletableFuture<X509Certificate>> forKubernetes = name -> roles.thenCompose(
                        names -> certificate(question(bot, key, request, names).setKubernetesCluster(name)))
                .thenApply(Issuer::tls);
        kubernetes.named(request, forKubernetes);
        CompletableFuture<List<CertAuthority>> databases = databaseAuthorities(request);
        CompletableFuture<Optional<TrustBundle>> trustBundle = trustBundle(bot, request);
        try {
            Credentials credentials = credentials(key, certificates.get(), hostAuthorities(bot, authorities.get()));
            lookup.as(credentials);
            Supplier<UserCertsRequest.Builder> question = () -> question(bot, key, request, roles.join());
            List<CompletableFuture<ApplicationAccess>> applications = request.applications().stream()
                    .map(name -> application(name, credentials, request, question))
                    .toList();
            List<CompletableFuture<DatabaseAccess>> targets = request.databases().stream()
                    .map(target -> database(target, question))
                    .toList();
            CompletableFuture<KubernetesAccess> clusters = kubernetes.issue(request, credentials, forKubernetes);
            CompletableFuture<List<WorkloadIdentity>> identities =
                    workloads.issue(request, trustBundle, clock.instant());
            Reached reached = new Reached(
                    all(applications),
                    all(targets),
                    databases.get().stream()
                            .flatMap(authority -> authority.tlsCertificates().stream())
                            .toList(),
                    request.proxyAuthorities(),
                    identities.get(),
                    trustBundle.get());
            return new Issued(credentials, roles.get(), clusters.get(), reached);
        } catch (ExecutionException failed) {
            again();
            throw IssueFailures.explain(failed.getCause(), auth, bot.identity(), request.roles());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw IssueFailures.interrupted();
        }
    }

    /** Whatever was asked early is asked anew by the next attempt. */
    private void again() {
        lookup.again();
        kubernetes.again();
        workloads.again();
    }

    private CompletableFuture<Optional<TrustBundle>> trustBundle(BotIdentity bot, IssueRequest request) {
        return request.workloads().isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : authorities("spiffe")
                        .thenApply(answer -> Optional.of(
                                WorkloadIssuing.bundle(bot.identity().cluster(), answer)));
    }

    /** Where no connection came about, the other questions would each try for one. */
    private void requireUnbroken(
            @Nullable CompletableFuture<GetCertAuthoritiesResponse> begun, BotIdentity bot, IssueRequest request) {
        if (begun != null && begun.isCompletedExceptionally()) {
            Throwable failure = begun.handle((answer, failed) -> failed).join();
            throw IssueFailures.explain(failure, auth, bot.identity(), request.roles());
        }
    }

    private CompletableFuture<List<String>> roles(BotIdentity bot, IssueRequest request) {
        // A bot's own role carries the bot user's name and lists the roles it may take on.
        CompletableFuture<RoleV6> own = auth.unary(
                "/proto.AuthService/GetRole",
                GetRoleRequest.newBuilder().setName(bot.identity().userName()).build(),
                RoleV6.parser());
        botRole = own;
        return request.roles().isEmpty()
                ? own.thenApply(role ->
                        List.copyOf(role.getSpec().getAllow().getImpersonate().getRolesList()))
                : CompletableFuture.completedFuture(request.roles());
    }

    /** The longest life that the bot's own role allows, as far as it is known by now. */
    public Optional<Duration> botLimit() {
        CompletableFuture<RoleV6> own = botRole;
        return own.isDone() && !own.isCompletedExceptionally()
                ? Optional.of(Duration.ofNanos(own.join().getSpec().getOptions().getMaxSessionTTL()))
                        .filter(life -> !life.isZero() && !life.isNegative())
                : Optional.empty();
    }

    private CompletableFuture<List<CertAuthority>> databaseAuthorities(IssueRequest request) {
        return request.databases().isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : authorities("db")
                        .thenApply(answer -> answer.getCertAuthoritiesV2List().stream()
                                .map(Issuer::authority)
                                .toList());
    }

    private CompletableFuture<ApplicationAccess> application(
            String name, Credentials credentials, IssueRequest request, Supplier<UserCertsRequest.Builder> question) {
        return lookup.application(name).thenCompose(app -> {
            String address = app.getSpec().getPublicAddr();
            RouteToApp.Builder route = RouteToApp.newBuilder()
                    .setName(name)
                    .setPublicAddr(address)
                    .setClusterName(credentials.cluster())
                    .setURI(app.getSpec().getURI());
            boolean older = request.serverMajor() < OWN_SESSION_VERSION;
            CompletableFuture<String> session = older
                    ? lookup.session(app, credentials, question.get().getUsername())
                    : CompletableFuture.completedFuture("");
            CompletableFuture<Void> settled =
                    older ? session.thenCompose(lookup::settled) : CompletableFuture.completedFuture(null);
            return session.thenCompose(id -> certificate(question.get().setRouteToApp(route.setSessionID(id))))
                    .thenCombine(
                            settled,
                            (certs, done) -> new ApplicationAccess(
                                    name, address, app.getSpec().getURI().startsWith("tcp://"), tls(certs)));
        });
    }

    private CompletableFuture<DatabaseAccess> database(
            DatabaseTarget target, Supplier<UserCertsRequest.Builder> question) {
        return lookup.database(target.service()).thenCompose(database -> {
            String protocol = database.getSpec().getProtocol();
            RouteToDatabase route = RouteToDatabase.newBuilder()
                    .setServiceName(target.service())
                    .setProtocol(protocol)
                    .setUsername(target.user().orElse(""))
                    .setDatabase(target.database().orElse(""))
                    .build();
            return certificate(question.get().setRouteToDatabase(route))
                    .thenApply(certs -> new DatabaseAccess(target, protocol, tls(certs)));
        });
    }

    private static <T> List<T> all(List<CompletableFuture<T>> futures) throws InterruptedException, ExecutionException {
        List<T> values = new ArrayList<>();
        for (CompletableFuture<T> future : futures) {
            values.add(future.get());
        }
        return values;
    }

    /** Asked by the bot each time: an impersonated certificate may not ask for others. */
    private CompletableFuture<Certs> certificate(UserCertsRequest.Builder question) {
        return auth.unary("/proto.AuthService/GenerateUserCerts", question.build(), Certs.parser());
    }

    private UserCertsRequest.Builder question(BotIdentity bot, JobKey key, IssueRequest request, List<String> roles) {
        Instant expires = clock.instant().plus(request.timeToLive());
        String cluster = bot.identity().cluster();
        UserCertsRequest.Builder question = UserCertsRequest.newBuilder()
                .setUsername(bot.identity().userName())
                .setExpires(Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
                .setFormat("standard")
                .setRouteToCluster(cluster)
                .addAllRoleRequests(roles)
                .setUseRoleRequests(true);
        ByteString sshKey = ByteString.copyFromUtf8(key.sshPublicLine());
        if (request.serverMajor() >= TWO_KEY_VERSION) {
            question.setSSHPublicKey(sshKey).setTLSPublicKey(ByteString.copyFromUtf8(key.tlsPublicPem()));
        } else {
            question.setPublicKey(sshKey);
        }
        return question;
    }

    private static Credentials credentials(JobKey key, Certs certs, List<CertAuthority> authorities) {
        return new Credentials(
                key, SshCertificate.parse(certs.getSSH().toString(StandardCharsets.UTF_8)), tls(certs), authorities);
    }

    private static X509Certificate tls(Certs certs) {
        return TlsCertificates.parse(certs.getTLS().toByteArray()).get(0);
    }

    /** The root cluster's authority first: the one whose name the bot's certificate carries. */
    private static List<CertAuthority> hostAuthorities(BotIdentity bot, GetCertAuthoritiesResponse answer) {
        String root = bot.identity().cluster();
        return answer.getCertAuthoritiesV2List().stream()
                .map(Issuer::authority)
                .sorted((one, other) -> place(one, root).compareTo(place(other, root)))
                .toList();
    }

    private static String place(CertAuthority authority, String root) {
        return authority.clusterName().equals(root) ? "" : authority.clusterName();
    }

    private static CertAuthority authority(CertAuthorityV2 resource) {
        List<CAKeySet> sets =
                List.of(resource.getSpec().getActiveKeys(), resource.getSpec().getAdditionalTrustedKeys());
        return new CertAuthority(
                resource.getSpec().getClusterName(),
                resource.getSpec().getType(),
                sets.stream()
                        .flatMap(set -> set.getSSHList().stream())
                        .map(pair -> pair.getPublicKey().toString(StandardCharsets.UTF_8))
                        .toList(),
                sets.stream()
                        .flatMap(set -> set.getTLSList().stream())
                        .flatMap(pair -> TlsCertificates.parse(pair.getCert().toByteArray()).stream())
                        .toList());
    }
}
