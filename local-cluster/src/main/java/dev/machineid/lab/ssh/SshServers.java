package dev.machineid.lab.ssh;

import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.util.Collection;
import java.util.List;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;

/** What the node and the proxy have in common: a loopback port, a host certificate, login by user certificate only. */
final class SshServers {
    private SshServers() {}

    static SshServer create(ClusterAuthorities authorities, Collection<String> hostNames, CertificateLogin login) {
        KeyPair key = Authority.newKey();
        OpenSshCertificate certificate = authorities.issueHost(hostNames, key.getPublic());
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setHostKeyCertificateProvider(session -> List.of(certificate));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(login);
        return server;
    }

    static InetSocketAddress start(SshServer server) throws IOException {
        server.start();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    }

    static void stop(SshServer server) {
        try {
            server.stop(true);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("an SSH server did not stop", failed);
        }
    }
}
