package dev.machineid.lab;

import dev.machineid.lab.access.Access;
import dev.machineid.lab.authority.Authority;
import dev.machineid.lab.authority.ClusterAuthorities;
import dev.machineid.lab.count.Counters;
import dev.machineid.lab.ssh.NodeDirectory;
import dev.machineid.lab.ssh.SshNode;
import java.io.IOException;
import java.util.stream.Stream;

/** The SSH nodes of both clusters. */
record SshNodes(LabBuilder settings, Access access, Counters counters, Parts parts) {
    /** The leaf trusts the root's users: every role maps to one of the same logins there. */
    NodeDirectory start(ClusterAuthorities root, ClusterAuthorities leaf) throws IOException {
        NodeDirectory nodes = new NodeDirectory();
        nodes.add(start(LabCluster.NODE, root, root.user()).address());
        nodes.add(start(LabCluster.LEAF_NODE, leaf, leaf.user(), root.user()).address());
        return nodes;
    }

    private SshNode start(String name, ClusterAuthorities cluster, Authority... users) throws IOException {
        return parts.keep(new SshNode(
                name,
                cluster,
                new SshNode.Admission(Stream.of(users).map(Authority::sshKey).toList(), settings.logins, access),
                settings.clock,
                counters,
                parts.threads()));
    }
}
