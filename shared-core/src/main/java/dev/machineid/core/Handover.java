package dev.machineid.core;

import dev.machineid.core.identity.JobKey;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one process tells another that is to renew its login: the job's key, and when the certificates end.
 *
 * <p>It travels through a pipe between the two, never through a file or an argument.
 */
public record Handover(JobKey key, Instant expires) {
    /** The end in the first line, the key below. */
    public Secret text() {
        try (Secret pem = key.pem()) {
            return Secret.of(expires + "\n" + pem.reveal());
        }
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Handover read(Secret text) {
        String all = text.reveal();
        int line = all.indexOf('\n');
        if (line < 0) {
            throw new IllegalArgumentException("not a handover");
        }
        try (Secret pem = Secret.of(all.substring(line + 1).getBytes(StandardCharsets.UTF_8))) {
            return new Handover(JobKey.read(pem), Instant.parse(all.substring(0, line)));
        } catch (java.time.DateTimeException noTime) {
            throw new IllegalArgumentException("not a handover", noTime);
        }
    }

    /** Only the end is known here; the rest was told by the process that logged in. */
    LoginReport report(MachineIdRequest request) {
        return new LoginReport(
                "",
                "",
                "",
                List.of(),
                List.of(),
                List.of(),
                "",
                List.of(),
                request.outputs().stream().map(OutputSpec::toString).toList(),
                request.ttl().asked(),
                Duration.ZERO,
                expires,
                0,
                0,
                List.of());
    }
}
