package dev.machineid.core.issue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.wire.workload.Credential;
import dev.machineid.core.wire.workload.IssueWorkloadIdentitiesRequest;
import dev.machineid.core.wire.workload.IssueWorkloadIdentitiesResponse;
import dev.machineid.core.wire.workload.IssueWorkloadIdentityRequest;
import dev.machineid.core.wire.workload.IssueWorkloadIdentityResponse;
import dev.machineid.core.wire.workload.JWTSVIDParams;
import dev.machineid.core.wire.workload.LabelSelector;
import dev.machineid.core.wire.workload.X509SVIDParams;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The two requests, by name and by labels. */
final class WorkloadCalls {
    private static final String SERVICE = "/teleport.workloadidentity.v1.WorkloadIdentityIssuanceService/";

    private final Lookup lookup;

    WorkloadCalls(Lookup lookup) {
        this.lookup = lookup;
    }

    CompletableFuture<List<Credential>> certificates(WorkloadTarget target, JobKey key, Duration life) {
        // The cluster's own authority signs, not one that overrides it: the bundle beside it is to vouch for it.
        X509SVIDParams parameters = X509SVIDParams.newBuilder()
                .setPublicKey(ByteString.copyFrom(key.tlsPublicDer()))
                .build();
        return target.name().isPresent()
                ? one(named(target, life).setX509SvidParams(parameters).build())
                : several(labelled(target, life).setX509SvidParams(parameters).build());
    }

    CompletableFuture<List<Credential>> tokens(WorkloadTarget target, Duration life) {
        JWTSVIDParams parameters =
                JWTSVIDParams.newBuilder().addAllAudiences(target.audiences()).build();
        return target.name().isPresent()
                ? one(named(target, life).setJwtSvidParams(parameters).build())
                : several(labelled(target, life).setJwtSvidParams(parameters).build());
    }

    private static IssueWorkloadIdentityRequest.Builder named(WorkloadTarget target, Duration life) {
        return IssueWorkloadIdentityRequest.newBuilder()
                .setName(target.name().orElse(""))
                .setRequestedTtl(life);
    }

    private static IssueWorkloadIdentitiesRequest.Builder labelled(WorkloadTarget target, Duration life) {
        IssueWorkloadIdentitiesRequest.Builder request =
                IssueWorkloadIdentitiesRequest.newBuilder().setRequestedTtl(life);
        target.labels()
                .forEach((key, value) -> request.addLabelSelectors(
                        LabelSelector.newBuilder().setKey(key).addValues(value)));
        return request;
    }

    private CompletableFuture<List<Credential>> one(IssueWorkloadIdentityRequest request) {
        return lookup.connection()
                .unary(SERVICE + "IssueWorkloadIdentity", request, IssueWorkloadIdentityResponse.parser())
                .thenApply(answer -> List.of(answer.getCredential()));
    }

    private CompletableFuture<List<Credential>> several(IssueWorkloadIdentitiesRequest request) {
        return lookup.connection()
                .unary(SERVICE + "IssueWorkloadIdentities", request, IssueWorkloadIdentitiesResponse.parser())
                .thenApply(IssueWorkloadIdentitiesResponse::getCredentialsList);
    }
}
