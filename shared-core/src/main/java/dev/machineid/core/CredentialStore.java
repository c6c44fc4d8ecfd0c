package dev.machineid.core;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.output.OutputWriter;
import dev.machineid.core.output.Place;
import dev.machineid.core.output.ProxyCommandForm;
import dev.machineid.core.output.SshOutput;
import dev.machineid.core.output.TerraformOutput;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.DeliveryOptions;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.BaseDirectory;
import dev.machineid.core.session.Cleaner;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Registry;
import dev.machineid.core.session.Sweep;
import dev.machineid.core.session.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Finds the private directory of one login before anything is asked of the network, and fills it afterwards. */
final class CredentialStore implements Deliverer {
    /** An old generation stays readable for whoever has just resolved it. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    /** A killed run's directory is swept this long after its certificates ended. */
    private static final Duration SWEEP_AFTER = Duration.ofHours(1);

    private final PrivateDirectory directory;
    private final Clock clock;
    private final Optional<Owner> owner;
    private final Optional<Owner> renewer;
    private final boolean existed;

    private CredentialStore(
            PrivateDirectory directory, Clock clock, Optional<Owner> owner, Optional<Owner> renewer, boolean existed) {
        this.directory = directory;
        this.clock = clock;
        this.owner = owner;
        this.renewer = renewer;
        this.existed = existed;
    }

    /**
     * Claims the directory.
     *
     * @param expected when its credentials are expected to end
     * @param owner the process it lives with, or empty if it outlives this one
     */
    static CredentialStore open(
            JobEnvironment job, DeliveryOptions options, Clock clock, Instant expected, Optional<Owner> owner) {
        Workspace workspace = workspace(job, options.allowWorkspace());
        PrivateDirectory directory;
        boolean existed = false;
        if (options.directory().isPresent()) {
            existed = Files.isDirectory(options.directory().get());
            directory = PrivateDirectory.create(options.directory().get(), workspace);
        } else {
            PrivateDirectory base =
                    BaseDirectory.choose(job.variables(), workspace, job.temporaryDirectory(), job.userName());
            int swept = new Sweep(clock, SWEEP_AFTER).run(base.path());
            if (swept > 0) {
                job.notice("removed what " + swept + " earlier run(s) left behind in " + base.path());
            }
            directory = base.directory(Sweep.name(UUID.randomUUID().toString()));
        }
        Registry.claim(directory, new Marker(clock.instant(), expected, owner));
        return new CredentialStore(directory, clock, owner, Optional.empty(), existed);
    }

    /**
     * Finds out where {@link #open} would put credentials, and that it may; nothing of it stays, and credentials that are
     * there already are left alone.
     */
    static Path tryOut(JobEnvironment job, DeliveryOptions options, Clock clock) {
        Optional<Path> there = options.directory().filter(Files::isDirectory);
        if (there.isPresent()) {
            return PrivateDirectory.create(there.get(), workspace(job, options.allowWorkspace()))
                    .path();
        }
        CredentialStore store = open(job, options, clock, clock.instant(), Optional.of(Owner.self()));
        store.remove();
        return options.directory().orElseGet(() -> {
            Path parent = store.path().getParent();
            return parent == null ? store.path() : parent;
        });
    }

    /**
     * Takes up the directory of an earlier login, to renew what is in it; its marker names this process from now on.
     *
     * @param marked a directory with our marker
     */
    static CredentialStore reopen(Path marked, Marker marker, Clock clock) {
        // Where it may lie was decided by the login that made it.
        PrivateDirectory directory = PrivateDirectory.create(marked, new Workspace(List.of(), true));
        Optional<Owner> renewer = Optional.of(Owner.self());
        Registry.claim(directory, new Marker(marker.created(), marker.expires(), marker.owner(), renewer));
        if (Generations.current(directory.path()).isEmpty()) {
            // A logout was faster; what it removed must not come back.
            Cleaner.remove(directory.path());
            throw gone(marked);
        }
        return new CredentialStore(directory, clock, marker.owner(), renewer, true);
    }

    /** The credentials are not there, or not there any more. */
    static InvalidRequestException gone(Path directory) {
        return new InvalidRequestException(
                ErrorCode.NOT_LOGGED_IN,
                "there are no credentials in " + directory,
                "log in first, and name the directory of that login");
    }

    /** What the platforms call the workspace, and the directory the job runs in. */
    static Workspace workspace(JobEnvironment job, boolean allowed) {
        Workspace named = Workspace.of(job.variables(), allowed);
        List<Path> roots = new java.util.ArrayList<>(named.roots());
        roots.add(job.workingDirectory());
        return new Workspace(roots, allowed);
    }

    Path path() {
        return directory.path();
    }

    /** Writes one generation with everything the outputs consist of and makes it the current one. */
    @Override
    public Delivery deliver(
            Issued issued,
            List<OutputSpec> outputs,
            ProxyAccess proxy,
            List<String> program,
            boolean following,
            Runnable last) {
        return deliver(place -> contents(issued, outputs, program, place), issued.expiry(), proxy, following, last);
    }

    /** The same of whatever the contents are; if they cannot be had, nothing of it stays. */
    Delivery deliver(
            Function<Place, Delivery> contents, Instant expiry, ProxyAccess proxy, boolean following, Runnable last) {
        Delivery delivery = new Generations(directory, clock, GRACE).next(generation -> {
            Path exported = following ? directory.path().resolve(Generations.CURRENT) : generation.path();
            Delivery made = contents.apply(new Place(
                    generation.path(),
                    exported,
                    proxy.address().host(),
                    proxy.address().port(),
                    proxy.options()));
            made.files().forEach(generation::write);
            last.run();
            return made;
        });
        Registry.claim(directory, new Marker(clock.instant(), expiry, owner, renewer));
        return delivery;
    }

    /** What the files of the outputs say. */
    static Delivery contents(Issued issued, List<OutputSpec> outputs, List<String> program, Place place) {
        return outputs.stream()
                .map(output -> contents(output, issued, outputs, program, place))
                .reduce(Delivery::and)
                .orElseThrow();
    }

    /** What one of the outputs comes to. */
    static Delivery contents(
            OutputSpec output, Issued issued, List<OutputSpec> outputs, List<String> program, Place place) {
        return writer(output, issued, outputs, program, place).write(issued.credentials(), place);
    }

    private static OutputWriter writer(
            OutputSpec output, Issued issued, List<OutputSpec> outputs, List<String> program, Place place) {
        return switch (output.kind()) {
            case IDENTITY -> new IdentityOutput();
            case TERRAFORM -> new TerraformOutput();
            case KUBERNETES -> Targets.kubernetes(issued, outputs, program, place);
            case SSH -> ssh(output, issued.credentials(), program, place);
            case APPLICATION -> Targets.applications(issued, outputs);
            case DATABASE -> Targets.databases(issued, outputs);
            case WORKLOAD_IDENTITY -> Targets.workloads(issued);
        };
    }

    private static OutputWriter ssh(OutputSpec output, Credentials credentials, List<String> program, Place place) {
        output.name().ifPresent(leaf -> requireKnown(leaf, credentials));
        String form = output.settings().getOrDefault(OutputSpec.PROXY_COMMAND, "program");
        if (program.isEmpty() || form.equals("openssl")) {
            return new SshOutput(new ProxyCommandForm.OpenSsl());
        }
        ProxyCommandForm.Program own = new ProxyCommandForm.Program(program);
        return new SshOutput(
                form.equals(OutputSpec.MULTIPLEXER)
                        ? new ProxyCommandForm.Multiplexer(
                                Multiplexing.socket(Generations.directoryOf(place.generation())), own)
                        : own);
    }

    private static void requireKnown(String cluster, Credentials credentials) {
        if (!cluster.equals(credentials.cluster()) && !credentials.leaves().contains(cluster)) {
            throw new DeniedException(
                    ErrorCode.TARGET_NOT_FOUND,
                    "there is no leaf cluster " + cluster,
                    List.of("leaf clusters: " + (credentials.leaves().isEmpty() ? "none" : credentials.leaves())),
                    "write the name as tctl get remote_clusters shows it",
                    null);
        }
    }

    /** The variables under their final names. */
    static Map<String, String> named(Map<String, String> environment, Optional<String> prefix) {
        Map<String, String> named = new LinkedHashMap<>();
        environment.forEach((name, value) -> named.put(prefix.orElse("") + name, value));
        return named;
    }

    void remove() {
        Cleaner.remove(directory.path());
    }

    /** Removes what a failed login left, but never credentials that were there before. */
    void abandon() {
        if (!existed) {
            Cleaner.remove(directory.path());
        }
    }
}
