package dev.machineid.lab.ssh;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.SshKeys;
import dev.machineid.lab.count.Counters;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/**
 * Lets in user certificates of the trusted user authorities, valid by the lab's clock, for a login that the certificate
 * names, with no critical option, and whose user is not locked. MINA has checked the signature before this is asked.
 */
final class CertificateLogin implements PublickeyAuthenticator {
    /** On a session: the Teleport user that was let in, which is the key id of the certificate. */
    static final AttributeKey<String> USER = new AttributeKey<>();

    private final List<byte[]> trusted;
    private final Predicate<Login> allowed;
    private final Access access;
    private final Clock clock;
    private final Counters counters;

    /** Who wants to log in as what. */
    record Login(String name, OpenSshCertificate certificate) {
        /** True if the certificate names that login. */
        boolean isPrincipal() {
            return certificate.getPrincipals().contains(name);
        }

        /** The Teleport roles the certificate carries. */
        List<String> roles() {
            return SshKeys.roles(certificate);
        }
    }

    CertificateLogin(List<PublicKey> trusted, Predicate<Login> allowed, Access access, Clock clock, Counters counters) {
        this.trusted = trusted.stream().map(SshKeys::wire).toList();
        this.allowed = allowed;
        this.access = access;
        this.clock = clock;
        this.counters = counters;
    }

    @Override
    public boolean authenticate(String login, PublicKey key, ServerSession session) {
        if (!(key instanceof OpenSshCertificate certificate)) {
            return refuse("no certificate");
        }
        byte[] authority = SshKeys.wire(certificate.getCaPubKey());
        if (trusted.stream().noneMatch(ours -> Arrays.equals(ours, authority))) {
            return refuse("unknown authority");
        }
        if (!OpenSshCertificate.isValidAt(certificate, clock.instant())) {
            return refuse("not valid now");
        }
        if (!certificate.getCriticalOptionsMap().isEmpty()) {
            return refuse("critical option");
        }
        if (!allowed.test(new Login(login, certificate))) {
            return refuse("login not allowed");
        }
        try {
            access.requireUnlocked(certificate.getId());
            session.setAttribute(USER, certificate.getId());
            return true;
        } catch (Refusal locked) {
            return refuse("locked");
        }
    }

    private boolean refuse(String why) {
        counters.add("ssh refused: " + why);
        return false;
    }
}
