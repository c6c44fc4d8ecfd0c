package dev.machineid.core.issue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.identity.WebKeys;
import dev.machineid.core.identity.WorkloadIdentity;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.trust.GetCertAuthoritiesResponse;
import dev.machineid.core.wire.types.CAKeySet;
import dev.machineid.core.wire.types.CertAuthoritySpecV2;
import dev.machineid.core.wire.types.CertAuthorityV2;
import dev.machineid.core.wire.workload.Credential;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Gets workload identities, as the identity just issued, and checks them; each X.509 one has a key of its own. */
final class WorkloadIssuing {
    /** The first version that has them as resources; before it a bot asked for a SPIFFE id, which is another request. */
    private static final int FIRST_VERSION = 17;

    private final WorkloadCalls calls;
    private final Map<WorkloadTarget, Asked> begun = new ConcurrentHashMap<>();

    /** What was asked for one target. */
    private record Asked(
            JobKey key, CompletableFuture<List<Credential>> certificates, CompletableFuture<List<Credential>> tokens) {}

    WorkloadIssuing(Lookup lookup) {
        this.calls = new WorkloadCalls(lookup);
    }

    /** Puts the questions. */
    void begin(IssueRequest request) {
        if (!request.workloads().isEmpty() && request.serverMajor() > 0 && request.serverMajor() < FIRST_VERSION) {
            throw WorkloadFailures.unavailable(
                    List.of("the cluster's version begins with " + request.serverMajor()), null);
        }
        request.workloads().forEach(target -> begun.put(target, ask(target, request)));
    }

    /** The answers, checked, in the order asked for; what several targets name counts once. */
    CompletableFuture<List<WorkloadIdentity>> issue(
            IssueRequest request, CompletableFuture<Optional<TrustBundle>> bundle, Instant now) {
        CompletableFuture<Map<String, WorkloadIdentity>> all = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (WorkloadTarget target : request.workloads()) {
            Asked early = begun.remove(target);
            Asked asked = early == null ? ask(target, request) : early;
            CompletableFuture<List<WorkloadIdentity>> one = asked.certificates()
                    .thenCombine(asked.tokens(), Answers::new)
                    .thenCombine(
                            bundle, (answers, trust) -> checked(target, asked.key(), answers, trust.orElseThrow(), now))
                    .exceptionally(failure -> {
                        throw WorkloadFailures.explain(failure, target);
                    });
            all = all.thenCombine(one, (map, several) -> {
                several.forEach(identity -> map.putIfAbsent(identity.name(), identity));
                return map;
            });
        }
        return all.thenApply(map -> List.copyOf(map.values()));
    }

    /** Whom the cluster's workloads believe. */
    static TrustBundle bundle(String cluster, GetCertAuthoritiesResponse answer) {
        List<CAKeySet> sets = answer.getCertAuthoritiesV2List().stream()
                .map(CertAuthorityV2::getSpec)
                .filter(spec -> spec.getClusterName().equals(cluster))
                .flatMap(WorkloadIssuing::sets)
                .toList();
        try {
            return new TrustBundle(
                    cluster,
                    sets.stream()
                            .flatMap(set -> set.getTLSList().stream())
                            .flatMap(
                                    pair -> TlsCertificates.parse(pair.getCert().toByteArray()).stream())
                            .toList(),
                    sets.stream()
                            .flatMap(set -> set.getJWTList().stream())
                            .map(pair -> WebKeys.parse(pair.getPublicKey().toByteArray()))
                            .toList());
        } catch (InvalidRequestException unreadable) {
            throw SvidCheck.not(unreadable.what() + ", " + String.join(", ", unreadable.details()));
        }
    }

    private static Stream<CAKeySet> sets(CertAuthoritySpecV2 spec) {
        return Stream.of(spec.getActiveKeys(), spec.getAdditionalTrustedKeys());
    }

    private record Answers(List<Credential> certificates, List<Credential> tokens) {}

    private static List<WorkloadIdentity> checked(
            WorkloadTarget target, JobKey key, Answers answers, TrustBundle bundle, Instant now) {
        SvidCheck check = new SvidCheck(bundle, now);
        Map<String, Credential> certificates = byName(target, answers.certificates());
        Map<String, Credential> tokens = byName(target, answers.tokens());
        List<String> names = Stream.concat(certificates.keySet().stream(), tokens.keySet().stream())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw WorkloadFailures.unknown(target, List.of("the cluster issued none"), null);
        }
        List<WorkloadIdentity> identities = new ArrayList<>();
        for (String name : names) {
            identities.add(checked(
                    name,
                    Optional.ofNullable(certificates.get(name)),
                    Optional.ofNullable(tokens.get(name)),
                    target,
                    key,
                    check));
        }
        return identities;
    }

    private static WorkloadIdentity checked(
            String name,
            Optional<Credential> certificate,
            Optional<Credential> token,
            WorkloadTarget target,
            JobKey key,
            SvidCheck check) {
        String id = certificate.or(() -> token).orElseThrow().getSpiffeId();
        Optional<WorkloadIdentity.X509Svid> svid = certificate.map(one -> new WorkloadIdentity.X509Svid(
                key,
                check.certificate(
                        id,
                        one.getX509Svid().getCert().toByteArray(),
                        one.getX509Svid().getChainList().stream()
                                .map(ByteString::toByteArray)
                                .toList(),
                        key)));
        Optional<Secret> jwt =
                token.map(one -> Secret.of(one.getJwtSvid().getJwtBytes().toString(StandardCharsets.UTF_8)));
        Instant end = Stream.concat(
                        svid.stream()
                                .map(one -> one.chain().get(0).getNotAfter().toInstant()),
                        jwt.stream().map(one -> check.token(id, one, target.audiences())))
                .min(Instant::compareTo)
                .orElseThrow();
        try {
            return new WorkloadIdentity(name, id, svid, jwt, end);
        } catch (InvalidRequestException unusable) {
            throw SvidCheck.not(String.join(", ", unusable.details()));
        }
    }

    private static Map<String, Credential> byName(WorkloadTarget target, List<Credential> credentials) {
        Map<String, Credential> byName = new LinkedHashMap<>();
        for (Credential credential : credentials) {
            String name = credential.getWorkloadIdentityName();
            if (target.name().filter(asked -> !asked.equals(name)).isPresent()
                    || byName.put(name, credential) != null) {
                throw SvidCheck.not("it is of another resource, or there are two of one");
            }
        }
        return byName;
    }

    private Asked ask(WorkloadTarget target, IssueRequest request) {
        Duration life = Duration.newBuilder()
                .setSeconds(request.timeToLive().toSeconds())
                .build();
        JobKey key = JobKey.p256();
        return new Asked(
                key,
                target.certificate()
                        ? calls.certificates(target, key, life)
                        : CompletableFuture.completedFuture(List.of()),
                target.audiences().isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : calls.tokens(target, life));
    }

    /** Forgets what was asked, for another attempt. */
    void again() {
        begun.clear();
    }
}
