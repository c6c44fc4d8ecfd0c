package dev.machineid.core;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.Registry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The credentials that an earlier process left in a directory, taken up to be renewed; whoever removes them ends that. */
public final class StoredLogin implements Renewable {
    private final MachineId machineId;
    private final MachineIdRequest request;
    private final CredentialStore store;
    private final Optional<JobKey> key;
    private volatile Instant expires;

    StoredLogin(
            MachineId machineId,
            MachineIdRequest request,
            CredentialStore store,
            Optional<JobKey> key,
            Instant expires) {
        this.machineId = machineId;
        this.request = request;
        this.store = store;
        this.key = key;
        this.expires = expires;
    }

    @Override
    public Instant expires() {
        return expires;
    }

    @Override
    public LoginReport renew() {
        LoginReport renewed = machineId.renew(request, store, key);
        expires = renewed.expires();
        return renewed;
    }

    /** Whether the credentials are still there. */
    public boolean isThere() {
        return Registry.read(directory()).isPresent();
    }

    /** Where they are. */
    public Path directory() {
        return store.path();
    }
}
