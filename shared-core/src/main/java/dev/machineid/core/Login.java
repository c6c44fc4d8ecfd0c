package dev.machineid.core;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Credentials that lie in a private directory, ready for use, until they are closed. */
public final class Login implements Renewable, AutoCloseable {
    private final MachineId machineId;
    private final MachineIdRequest request;
    private final CredentialStore store;
    private final Optional<JobKey> key;
    private final Map<String, String> environment;
    private volatile LoginReport report;

    Login(
            MachineId machineId,
            MachineIdRequest request,
            CredentialStore store,
            Optional<JobKey> key,
            Map<String, String> environment,
            LoginReport report) {
        this.machineId = machineId;
        this.request = request;
        this.store = store;
        this.key = key;
        this.environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        this.report = report;
    }

    /** What {@link #close} removes. */
    public Path directory() {
        return store.path();
    }

    /** Variables by name that lead to the files; paths and names, never a secret. Renewal does not change them. */
    public Map<String, String> environment() {
        return environment;
    }

    /** What the newest join came to. */
    public LoginReport report() {
        return report;
    }

    @Override
    public Instant expires() {
        return report.expires();
    }

    @Override
    public LoginReport renew() {
        LoginReport renewed = machineId.renew(request, store, key);
        report = renewed;
        return renewed;
    }

    /** Removes everything this login wrote; a second call does nothing. */
    @Override
    public void close() {
        store.remove();
    }
}
