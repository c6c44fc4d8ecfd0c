package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import dev.machineid.core.wire.trust.GetCertAuthoritiesRequest;
import dev.machineid.core.wire.trust.GetCertAuthoritiesResponse;
import dev.machineid.core.wire.trust.GetCertAuthorityRequest;
import dev.machineid.core.wire.types.CAKeySet;
import dev.machineid.core.wire.types.CertAuthoritySpecV2;
import dev.machineid.core.wire.types.CertAuthorityV2;
import dev.machineid.core.wire.types.JWTKeyPair;
import dev.machineid.core.wire.types.Metadata;
import dev.machineid.core.wire.types.SSHKeyPair;
import dev.machineid.core.wire.types.TLSKeyPair;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Pem;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.count.Counters;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.Optional;

/** The trust service: authorities by type; the host ones of the root and of every leaf. */
final class TrustRpc {
    private static final String SERVICE = "teleport.trust.v1.TrustService";

    private final ClusterAuthorities root;
    private final List<ClusterAuthorities> leaves;
    private final boolean workloads;

    /** @param workloads whether there are workload identities, as on servers from 17 on */
    TrustRpc(ClusterAuthorities root, List<ClusterAuthorities> leaves, boolean workloads) {
        this.root = root;
        this.leaves = List.copyOf(leaves);
        this.workloads = workloads;
    }

    ServerServiceDefinition service(Counters counters) {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GetCertAuthorities",
                        GetCertAuthoritiesRequest.getDefaultInstance(),
                        GetCertAuthoritiesResponse.getDefaultInstance(),
                        counters,
                        this::authorities))
                .addMethod(Rpc.unary(
                        SERVICE,
                        "GetCertAuthority",
                        GetCertAuthorityRequest.getDefaultInstance(),
                        CertAuthorityV2.getDefaultInstance(),
                        counters,
                        this::authority))
                .build();
    }

    private GetCertAuthoritiesResponse authorities(GetCertAuthoritiesRequest request) {
        CallerInterceptor.caller();
        if (request.getIncludeKey()) {
            throw Refusal.denied("access denied");
        }
        GetCertAuthoritiesResponse.Builder all = GetCertAuthoritiesResponse.newBuilder();
        switch (request.getType()) {
            case "host" -> {
                all.addCertAuthoritiesV2(message(root.host(), root.nextHost()));
                leaves.forEach(leaf -> all.addCertAuthoritiesV2(message(leaf.host(), leaf.nextHost())));
            }
            case "user" -> all.addCertAuthoritiesV2(message(root.user(), Optional.empty()));
            case "db" -> all.addCertAuthoritiesV2(message(root.db(), Optional.empty()));
            case "spiffe" -> all.addCertAuthoritiesV2(spiffe());
            default -> throw unsupported();
        }
        return all.build();
    }

    private static Refusal unsupported() {
        return Refusal.badParameter("authority type is not supported");
    }

    private CertAuthorityV2 spiffe() {
        if (!workloads) {
            throw unsupported();
        }
        CertAuthorityV2 message = message(root.spiffe(), Optional.empty());
        String pem = Pem.of(root.tokenKey().getPublic());
        CAKeySet keys = message.getSpec().getActiveKeys().toBuilder()
                .addJWT(JWTKeyPair.newBuilder().setPublicKey(ByteString.copyFromUtf8(pem)))
                .build();
        return message.toBuilder()
                .setSpec(message.getSpec().toBuilder().setActiveKeys(keys))
                .build();
    }

    private CertAuthorityV2 authority(GetCertAuthorityRequest request) {
        return authorities(GetCertAuthoritiesRequest.newBuilder()
                        .setType(request.getType())
                        .setIncludeKey(request.getIncludeKey())
                        .build())
                .getCertAuthoritiesV2List()
                .stream()
                .filter(found -> found.getMetadata().getName().equals(request.getDomain()))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound(
                        "key \"/authorities/" + request.getType() + "/" + request.getDomain() + "\" is not found"));
    }

    private static CertAuthorityV2 message(Authority active, Optional<Authority> additional) {
        CertAuthoritySpecV2.Builder spec = CertAuthoritySpecV2.newBuilder()
                .setType(active.type())
                .setClusterName(active.cluster())
                .setActiveKeys(keys(active));
        additional.ifPresent(next -> spec.setAdditionalTrustedKeys(keys(next)));
        return CertAuthorityV2.newBuilder()
                .setKind("cert_authority")
                .setSubKind(active.type())
                .setVersion("v2")
                .setMetadata(Metadata.newBuilder().setName(active.cluster()))
                .setSpec(spec)
                .build();
    }

    private static CAKeySet keys(Authority authority) {
        return CAKeySet.newBuilder()
                .addSSH(SSHKeyPair.newBuilder().setPublicKey(ByteString.copyFromUtf8(SshKeys.line(authority.sshKey()))))
                .addTLS(TLSKeyPair.newBuilder().setCert(ByteString.copyFromUtf8(authority.pem())))
                .build();
    }
}
