package dev.machineid.core;

import dev.machineid.core.cluster.Retry;
import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.issue.KubernetesAccess;
import dev.machineid.core.issue.Reached;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes credentials that somebody else keeps fresh on this machine, a daemon of ours or of Teleport's, into a directory
 * of the job's own: one consistent set of files, checked, which later changes of the daemon do not touch.
 *
 * <p>Only the combined identity file is read, because no reader can mix two generations of it. The daemon's directory is
 * never written to and never removed.
 */
public final class Adoption {
    /** A cluster with hundreds of leaves stays below. */
    private static final int LARGEST = 4 * 1024 * 1024;

    /** A daemon that does not replace its files in one step is caught in the middle of writing at most this often. */
    private static final int ATTEMPTS = 4;

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String METHOD = "directory";

    private final JobEnvironment job;
    private final Clock clock;
    private final Retry.Sleeper sleeper;

    public Adoption(JobEnvironment job, Clock clock, Retry.Sleeper sleeper) {
        this.job = job;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * What was taken.
     *
     * @param directory the job's own
     * @param environment variables by their final names
     */
    public record Adopted(Path directory, Map<String, String> environment, LoginReport report) {
        public Adopted {
            environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
        }
    }

    /**
     * Reads, checks, and writes the outputs anew.
     *
     * @param request its proxy, outputs, guards and directory are used
     * @param source the daemon's directory
     * @param following whether the variables lead to the newest generation of the job's own directory
     * @throws MachineIdException explained, with nothing left behind
     */
    public Adopted adopt(MachineIdRequest request, Path source, boolean following) {
        request.outputs().forEach(Adoption::requireInIdentity);
        Credentials credentials = read(source);
        TeleportIdentity who = TeleportIdentity.of(credentials.tls());
        Guarding.adopted(request, credentials, who);
        CredentialStore store =
                CredentialStore.open(job, request.delivery(), clock, credentials.expiry(), Optional.empty());
        try {
            Delivery delivery = store.deliver(
                    new Issued(credentials, who.roles(), KubernetesAccess.none(), Reached.nothing()),
                    request.outputs(),
                    ProxyAccess.straight(request.endpoint().outputAddress()),
                    job.program(),
                    following,
                    () -> {});
            delivery.masks().forEach(job::mask);
            return new Adopted(
                    store.path(),
                    CredentialStore.named(
                            delivery.environment(), request.delivery().prefix()),
                    report(request, credentials, who, delivery));
        } catch (RuntimeException failed) {
            store.abandon();
            throw failed;
        }
    }

    private Credentials read(Path source) {
        for (int attempt = 1; ; attempt++) {
            try {
                Credentials credentials = Adopting.credentials(identity(source));
                requireValid(credentials, source);
                return credentials;
            } catch (InvalidRequestException torn) {
                if (torn.code() != ErrorCode.CREDENTIALS_UNREADABLE || attempt == ATTEMPTS) {
                    throw torn;
                }
            }
            pause();
        }
    }

    private static StoredIdentity identity(Path source) {
        Path file = Generations.current(source).orElse(source).resolve(IdentityOutput.FILE);
        String shown = SafeText.quote(file.toString());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidRequestException(
                    ErrorCode.NOT_LOGGED_IN,
                    "there is no identity file " + shown,
                    "name the directory of an output of kind identity, which the daemon keeps");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            try {
                return IdentityFile.read(content);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IOException unreadable) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_UNREADABLE,
                    "the identity file " + shown + " cannot be read",
                    List.of(),
                    "let the user who runs this job read the daemon's directory",
                    unreadable);
        }
    }

    private void requireValid(Credentials credentials, Path source) {
        if (!clock.instant().isBefore(credentials.expiry())) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_EXPIRED,
                    "the credentials in " + SafeText.quote(source.toString()) + " ended at " + credentials.expiry(),
                    "the daemon does not renew them: look at its log");
        }
    }

    private static void requireInIdentity(OutputSpec output) {
        boolean inside = output.kind() == OutputKind.IDENTITY
                || output.kind() == OutputKind.SSH
                || output.kind() == OutputKind.TERRAFORM;
        if (!inside) {
            throw new InvalidRequestException(
                    ErrorCode.OUTPUT_NOT_SUPPORTED,
                    "an identity file does not hold what the output " + output.kind() + " needs",
                    "use the daemon's own files for it, or let the job log in by itself");
        }
    }

    private LoginReport report(
            MachineIdRequest request, Credentials credentials, TeleportIdentity who, Delivery delivery) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, credentials.expiry());
        return new LoginReport(
                credentials.cluster(),
                "",
                Guarding.botName(who),
                who.roles(),
                Reporting.logins(credentials),
                credentials.leaves(),
                METHOD,
                List.of(),
                request.outputs().stream().map(OutputSpec::toString).toList(),
                left,
                left,
                credentials.expiry(),
                0,
                0,
                delivery.warnings());
    }

    private void pause() {
        try {
            sleeper.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
