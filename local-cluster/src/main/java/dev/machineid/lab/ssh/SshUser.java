package dev.machineid.lab.ssh;

import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.session.ServerSession;

/** The Teleport user behind a session, which is the key id of its certificate. */
final class SshUser {
    private SshUser() {}

    static String of(ServerSession session) {
        List<PublicKey> keys = session.getAttribute(UserAuthPublicKey.AUTHENTICATED_KEYS);
        if (keys != null) {
            for (PublicKey key : keys) {
                if (key instanceof OpenSshCertificate certificate) {
                    return certificate.getId();
                }
            }
        }
        return "";
    }
}
