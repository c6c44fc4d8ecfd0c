package dev.machineid.core;

import dev.machineid.core.request.ClusterAddress;
import java.util.List;

/**
 * How the files of a login lead to the cluster.
 *
 * @param address the proxy's
 * @param options words for our own program beside that address, where it needs them to get there
 */
record ProxyAccess(ClusterAddress address, List<String> options) {
    ProxyAccess {
        options = List.copyOf(options);
    }

    static ProxyAccess straight(ClusterAddress address) {
        return new ProxyAccess(address, List.of());
    }
}
