package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.machineid.core.wire.workload.Credential;
import dev.machineid.core.wire.workload.IssueWorkloadIdentitiesRequest;
import dev.machineid.core.wire.workload.IssueWorkloadIdentitiesResponse;
import dev.machineid.core.wire.workload.IssueWorkloadIdentityRequest;
import dev.machineid.core.wire.workload.IssueWorkloadIdentityResponse;
import dev.machineid.core.wire.workload.JWTSVIDCredential;
import dev.machineid.core.wire.workload.JWTSVIDParams;
import dev.machineid.core.wire.workload.LabelSelector;
import dev.machineid.core.wire.workload.X509SVIDCredential;
import dev.machineid.core.wire.workload.X509SVIDParams;
import dev.machineid.lab.access.LabWorkload;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.access.Workloads;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Pem;
import dev.machineid.lab.count.Counters;
import io.grpc.ServerServiceDefinition;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Workload identities, for callers one of whose roles may have them; a bot's own identity has none that may. */
final class WorkloadRpc {
    private static final String SERVICE = "teleport.workloadidentity.v1.WorkloadIdentityIssuanceService";

    private final ClusterAuthorities authorities;
    private final Workloads workloads;
    private final Clock clock;

    WorkloadRpc(ClusterAuthorities authorities, Workloads workloads, Clock clock) {
        this.authorities = authorities;
        this.workloads = workloads;
        this.clock = clock;
    }

    ServerServiceDefinition service(Counters counters) {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(Rpc.unary(
                        SERVICE,
                        "IssueWorkloadIdentity",
                        IssueWorkloadIdentityRequest.getDefaultInstance(),
                        IssueWorkloadIdentityResponse.getDefaultInstance(),
                        counters,
                        this::one))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "IssueWorkloadIdentities",
                        IssueWorkloadIdentitiesRequest.getDefaultInstance(),
                        IssueWorkloadIdentitiesResponse.getDefaultInstance(),
                        counters,
                        this::several))
                .build();
    }

    private IssueWorkloadIdentityResponse one(IssueWorkloadIdentityRequest request) {
        List<String> roles = CallerInterceptor.caller().roles();
        return IssueWorkloadIdentityResponse.newBuilder()
                .setCredential(issue(
                        workloads.named(request.getName(), roles),
                        request.getRequestedTtl(),
                        given(request.hasX509SvidParams(), request.getX509SvidParams()),
                        given(request.hasJwtSvidParams(), request.getJwtSvidParams())))
                .build();
    }

    private IssueWorkloadIdentitiesResponse several(IssueWorkloadIdentitiesRequest request) {
        List<String> roles = CallerInterceptor.caller().roles();
        Map<String, List<String>> labels = request.getLabelSelectorsList().stream()
                .collect(Collectors.toMap(LabelSelector::getKey, LabelSelector::getValuesList));
        return IssueWorkloadIdentitiesResponse.newBuilder()
                .addAllCredentials(workloads.labelled(labels, roles).stream()
                        .map(workload -> issue(
                                workload,
                                request.getRequestedTtl(),
                                given(request.hasX509SvidParams(), request.getX509SvidParams()),
                                given(request.hasJwtSvidParams(), request.getJwtSvidParams())))
                        .toList())
                .build();
    }

    private static <T> Optional<T> given(boolean there, T value) {
        return there ? Optional.of(value) : Optional.empty();
    }

    private Credential issue(
            LabWorkload workload, Duration asked, Optional<X509SVIDParams> certificate, Optional<JWTSVIDParams> token) {
        String id = "spiffe://" + authorities.cluster() + workload.path();
        Instant now = clock.instant();
        Instant end =
                now.plusSeconds(Math.min(asked.getSeconds(), workload.longest().toSeconds()));
        Credential.Builder credential =
                Credential.newBuilder().setWorkloadIdentityName(workload.name()).setSpiffeId(id);
        try {
            if (certificate.isPresent()) {
                PublicKey key =
                        Pem.publicKeyFromDer(certificate.get().getPublicKey().toByteArray());
                byte[] der = authorities.issueSvid(id, key, end).getEncoded();
                credential.setX509Svid(X509SVIDCredential.newBuilder().setCert(ByteString.copyFrom(der)));
            } else if (token.isPresent() && token.get().getAudiencesCount() > 0) {
                String jwt = token(id, token.get().getAudiencesList(), now, end);
                credential.setJwtSvid(JWTSVIDCredential.newBuilder().setJwt(jwt));
            } else {
                throw Refusal.badParameter("at least one credential type must be requested");
            }
        } catch (GeneralSecurityException | JOSEException broken) {
            throw Refusal.badParameter("the key cannot be used");
        }
        return credential.build();
    }

    private String token(String id, List<String> audiences, Instant now, Instant end)
            throws GeneralSecurityException, JOSEException {
        byte[] key = authorities.tokenKey().getPublic().getEncoded();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(key)))
                .build();
        SignedJWT jwt = new SignedJWT(
                header,
                new JWTClaimsSet.Builder()
                        .subject(id)
                        .audience(audiences)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(end))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        jwt.sign(new ECDSASigner((ECPrivateKey) authorities.tokenKey().getPrivate()));
        return jwt.serialize();
    }
}
