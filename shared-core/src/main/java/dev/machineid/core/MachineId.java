package dev.machineid.core;

import dev.machineid.core.cluster.Retry;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.Registry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a job its own short-lived identity in a Teleport cluster: the one path, from a checked request to files.
 *
 * <pre>{@code
 * try (Login login = MachineId.of(job).login(request, Optional.empty())) {
 *     run(login.environment());
 * }
 * }</pre>
 */
public final class MachineId {
    private final JobEnvironment job;
    private final Clock clock;
    private final Retry.Sleeper sleeper;

    private MachineId(JobEnvironment job, Clock clock, Retry.Sleeper sleeper) {
        this.job = job;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** For one job, with the system's clock. */
    public static MachineId of(JobEnvironment job) {
        return new MachineId(job, Clock.systemUTC(), time -> Thread.sleep(time.toMillis()));
    }

    /** For one job, with another clock and another way to wait between attempts. */
    public static MachineId of(JobEnvironment job, Clock clock, Retry.Sleeper sleeper) {
        return new MachineId(job, clock, sleeper);
    }

    /**
     * Joins, issues, and writes the outputs.
     *
     * @param owner the process that the files live and die with; empty for files that outlive this process
     * @throws dev.machineid.core.report.MachineIdException explained, with nothing left behind
     */
    public Login login(MachineIdRequest request, Optional<Owner> owner) {
        return login(request, owner, request.renew());
    }

    /**
     * The same for whoever renews in another way than by {@link Login#renew}: by a new login into the same directory.
     *
     * @param following whether the variables lead to the newest generation, or stay with this login's
     */
    public Login login(MachineIdRequest request, Optional<Owner> owner, boolean following) {
        return login(request, owner, following, true);
    }

    /** The same for whoever finds out himself what would make the credentials useless. */
    Login loginUnexamined(MachineIdRequest request, Optional<Owner> owner) {
        return login(request, owner, false, false);
    }

    private Login login(MachineIdRequest request, Optional<Owner> owner, boolean following, boolean examined) {
        OneWay way = new OneWay(job, clock, sleeper, request);
        CredentialStore store = CredentialStore.open(
                job,
                request.delivery(),
                clock,
                clock.instant().plus(request.ttl().effective()),
                owner);
        try {
            if (request.delivery().fromDaemon().isPresent()) {
                return copied(request, store, following);
            }
            OneWay.Run run = way.go(store, Optional.empty(), following, examined);
            run.delivery().masks().forEach(job::mask);
            Map<String, String> environment = CredentialStore.named(
                    run.delivery().environment(), request.delivery().prefix());
            if (request.delivery().exportEnv()) {
                environment.forEach(job::export);
            }
            if (following && request.proof().state().isEmpty()) {
                new RenewalOutlook(job.variables())
                        .warning(run.method(), run.report().expires())
                        .ifPresent(job::warning);
            }
            return new Login(this, request, store, Optional.of(run.key()), environment, run.report());
        } catch (RuntimeException failed) {
            store.abandon();
            throw failed;
        }
    }

    private Login copied(MachineIdRequest request, CredentialStore store, boolean following) {
        DaemonCopy.Copied copied = copy(request, store, following);
        Map<String, String> environment = CredentialStore.named(
                copied.delivery().environment(), request.delivery().prefix());
        if (request.delivery().exportEnv()) {
            environment.forEach(job::export);
        }
        return new Login(this, request, store, Optional.empty(), environment, copied.report());
    }

    private DaemonCopy.Copied copy(MachineIdRequest request, CredentialStore store, boolean following) {
        Path source = request.delivery().fromDaemon().orElseThrow();
        DaemonCopy.Copied copied = new DaemonCopy(job, clock, request, source).go(store, following);
        copied.delivery().masks().forEach(job::mask);
        return copied;
    }

    /**
     * Joins with a new key and fills the directory that a daemon keeps with the next generation.
     *
     * @throws dev.machineid.core.report.MachineIdException explained; what was there before stays
     */
    public LoginReport fill(MachineIdRequest request, KeptDirectory directory) {
        OneWay.Run run = new OneWay(job, clock, sleeper, request).go(directory, Optional.empty(), true, true);
        run.delivery().masks().forEach(job::mask);
        return run.report();
    }

    /**
     * Takes up the credentials that an earlier login left, so that they can be renewed in place.
     *
     * @param directory what that login made, with its marker
     * @param key the key its certificates are for
     * @throws InvalidRequestException if there is no marker, or another process renews them already
     */
    public StoredLogin reopen(MachineIdRequest request, Path directory, JobKey key) {
        Marker marker = Registry.read(directory).orElseThrow(() -> CredentialStore.gone(directory));
        if (marker.renewer()
                .filter(other -> !other.isGone() && !other.equals(Owner.self()))
                .isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "the credentials in " + directory + " are renewed already, by the process "
                            + marker.renewer().get().pid(),
                    "one process is enough; a logout ends it");
        }
        CredentialStore store = CredentialStore.reopen(directory, marker, clock);
        return new StoredLogin(this, request, store, Optional.of(key), marker.expires());
    }

    /** Joins and issues; the files are only described. */
    Collected collect(MachineIdRequest request, Deliverer elsewhere) {
        OneWay.Run run = new OneWay(job, clock, sleeper, request).go(elsewhere, Optional.empty(), true, true);
        return Collected.of(request, run.delivery(), run.report());
    }

    /** Once more along the path, for the same key, into the next generation; of a daemon's credentials a newer copy. */
    LoginReport renew(MachineIdRequest request, CredentialStore store, Optional<JobKey> key) {
        return request.delivery().fromDaemon().isPresent()
                ? copy(request, store, true).report()
                : new OneWay(job, clock, sleeper, request)
                        .go(store, key, true, false)
                        .report();
    }

    /**
     * Does everything up to the join, which is left out: obtains the proof, finds the cluster, checks the guard on its
     * name. Writes nothing and spends no secret.
     *
     * @throws dev.machineid.core.report.MachineIdException what would have stopped a login before its join
     */
    public Rehearsal rehearse(MachineIdRequest request) {
        if (request.delivery().fromDaemon().isPresent()) {
            return new DaemonCopy(
                            job, clock, request, request.delivery().fromDaemon().get())
                    .rehearse();
        }
        return new OneWay(job, clock, sleeper, request).rehearse();
    }
}
