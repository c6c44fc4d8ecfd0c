package dev.machineid.lab.rpc;

import com.google.protobuf.ByteString;
import dev.machineid.core.wire.auth.Certs;
import dev.machineid.core.wire.auth.UserCertsRequest;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.Binding;
import dev.machineid.lab.authority.CertificateSpec;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.authority.Pem;
import dev.machineid.lab.authority.SshKeys;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/** The keys of a certificate request: one key for both uses in the old field, or one per use in the new ones, which servers before 17 do not see. */
record UserKeys(boolean oneKey) {
    Certs issue(ClusterAuthorities authorities, CertificateSpec spec, UserCertsRequest request, Binding binding) {
        PublicKey ssh;
        PublicKey tls;
        try {
            boolean split = !oneKey && !request.getSSHPublicKey().isEmpty();
            ssh = SshKeys.fromLine((split ? request.getSSHPublicKey() : request.getPublicKey()).toByteArray());
            tls = split ? Pem.publicKey(request.getTLSPublicKey().toByteArray()) : ssh;
        } catch (GeneralSecurityException broken) {
            throw Refusal.unclassified(String.valueOf(broken.getMessage()));
        }
        return Certs.newBuilder()
                .setSSH(ByteString.copyFromUtf8(SshKeys.line(authorities.issueSsh(spec, ssh))))
                .setTLS(ByteString.copyFromUtf8(Pem.of(authorities.issueTls(spec, tls, binding))))
                .addTLSCACerts(ByteString.copyFromUtf8(authorities.user().pem()))
                .addSSHCACerts(
                        ByteString.copyFromUtf8(SshKeys.line(authorities.user().sshKey())))
                .build();
    }
}
