package dev.machineid.lab.ssh;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.count.Counters;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.apache.sshd.server.SshServer;

/**
 * An SSH node of a cluster: runs commands with the local {@code sh}.
 *
 * <p>Whatever the login, a command runs as the user of this process: the lab has no right to become another one.
 */
public final class SshNode implements AutoCloseable {
    private final SshServer server;
    private final NodeDirectory.Node address;

    /** Who may log in: the trusted user authorities, the logins that exist here, and the cluster's locks. */
    public record Admission(List<PublicKey> authorities, Set<String> logins, Access access) {}

    public SshNode(
            String name,
            ClusterAuthorities authorities,
            Admission admission,
            Clock clock,
            Counters counters,
            Executor threads)
            throws IOException {
        String uuid = UUID.randomUUID().toString();
        String cluster = authorities.cluster();
        CertificateLogin login = new CertificateLogin(
                admission.authorities(),
                wanted -> wanted.isPrincipal()
                        && admission.logins().contains(wanted.name())
                        && admitted(admission.access(), wanted),
                admission.access(),
                clock,
                counters);
        server = SshServers.create(
                authorities,
                List.of(name, name + "." + cluster, uuid, uuid + "." + cluster, "localhost", "127.0.0.1", "::1"),
                login);
        server.setCommandFactory((channel, command) -> {
            counters.add("ssh exec");
            return new ShellCommand(List.of("/bin/sh", "-c", command), cluster, threads);
        });
        server.setShellFactory(channel -> new ShellCommand(List.of("/bin/sh"), cluster, threads));
        address = new NodeDirectory.Node(cluster, name, uuid, SshServers.start(server));
    }

    private static boolean admitted(Access access, CertificateLogin.Login wanted) {
        try {
            access.requireAdmitted(wanted.roles(), "node", wanted.name());
            return true;
        } catch (Refusal asked) {
            return false;
        }
    }

    public NodeDirectory.Node address() {
        return address;
    }

    @Override
    public void close() {
        SshServers.stop(server);
    }
}
