package dev.machineid.core;

import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.JoinMethod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Tells at the start whether renewal can keep a job's credentials alive to its end: some platforms hand out a job's token
 * once, and a secret is good for one join.
 */
public final class RenewalOutlook {
    /** What Spacelift's token lives, from the start of the run. */
    private static final Duration SPACELIFT_TOKEN = Duration.ofHours(1);

    private final Map<String, String> variables;

    /** @param variables the job's environment */
    public RenewalOutlook(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /**
     * One sentence for the user where the credentials may end before the job does; empty where they are renewed, or the
     * job's own limit comes first.
     *
     * @param method the join method in use
     * @param expires when the credentials end
     */
    public Optional<String> warning(JoinMethod method, Instant expires) {
        Optional<Instant> limit = jobLimit();
        if (limit.isPresent() && !limit.get().isAfter(expires)) {
            return Optional.empty();
        }
        String end = "the credentials end at " + expires.truncatedTo(ChronoUnit.SECONDS);
        String ask = "; ask for a longer life with the option ttl";
        return switch (method) {
            // GitLab's token lives as long as the job may take, but only where the job says how long that is.
            case GITLAB ->
                limit.map(until -> end + " and this job may run until " + until.truncatedTo(ChronoUnit.SECONDS)
                        + "; GitLab gives its id token once, so they can be renewed only while that is valid" + ask);
            case SPACELIFT ->
                Optional.of(end + "; Spacelift gives its id token once, for " + LoginReport.words(SPACELIFT_TOKEN)
                        + " from the start of the run, so they cannot be renewed after that" + ask);
            case TOKEN ->
                Optional.of(end + " and cannot be renewed, because the secret of the join method token is good for one"
                        + " join" + ask);
            default -> Optional.empty();
        };
    }

    /** When GitLab ends the job: its start and its timeout in seconds. */
    private Optional<Instant> jobLimit() {
        String started = variables.getOrDefault("CI_JOB_STARTED_AT", "").strip();
        String timeout = variables.getOrDefault("CI_JOB_TIMEOUT", "").strip();
        if (!timeout.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(started).toInstant().plusSeconds(Long.parseLong(timeout)));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
