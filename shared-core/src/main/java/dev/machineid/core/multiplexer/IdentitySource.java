package dev.machineid.core.multiplexer;

import dev.machineid.core.cluster.ClientIdentity;

/** Where the newest credentials come from; asked for every session, so that a renewal is noticed. */
public interface IdentitySource {
    /**
     * Credentials of one generation.
     *
     * @param generation what tells it from others
     * @param rootCluster the cluster of a target that names none
     */
    record Current(String generation, ClientIdentity identity, String rootCluster) {}

    /**
     * The newest ones.
     *
     * @param known the generation that is in use, which need not be read again; empty for none
     * @return null where {@code known} is still the newest
     * @throws dev.machineid.core.report.MachineIdException if there are none, or they have expired
     */
    @org.jspecify.annotations.Nullable
    Current newest(String known);
}
