package dev.machineid.core;

import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.issue.Lookup;
import dev.machineid.core.request.OutputSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Finds out what would make credentials useless before a job does, as the identity just issued.
 *
 * <p>Only that identity may read its roles, so it takes a connection of its own. It is made while certificates are on their
 * way, and asked while files are written, so that what a login waits for is at most one round trip. A cluster that does not
 * answer, or not soon, never makes a login fail.
 */
final class Examination {
    /** What it may cost where the cluster is slow; its answers take one round trip. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private CompletableFuture<AccessLimits> answer = CompletableFuture.completedFuture(AccessLimits.UNKNOWN);
    private Optional<Lookup> asked = Optional.empty();
    private List<String> warnings = List.of();

    /**
     * Puts the questions, while the identity is still on its way.
     *
     * @param passable when it is known that connections come about, and how
     */
    void begin(CompletableFuture<Void> passable, Lookup lookup) {
        asked = Optional.of(lookup);
        answer = passable.thenCompose(stands -> lookup.limits());
    }

    /** The identity is there. Puts the questions once more where their connection broke before. */
    void goOn() {
        if (answer.isDone() && answer.join().equals(AccessLimits.UNKNOWN)) {
            asked.ifPresent(lookup -> answer = lookup.limits());
        }
    }

    /**
     * Waits for the answers and judges by them.
     *
     * @throws dev.machineid.core.report.DeniedException if an output is of no use
     */
    void judge(List<OutputSpec> outputs) {
        AccessLimits known = limits();
        List<String> found = new ArrayList<>();
        for (Hurdle hurdle : Hurdle.values()) {
            Optional<Hurdle.Verdict> verdict = hurdle.stop(known, outputs);
            verdict.ifPresent(part -> found.add(part.said() + "; " + part.advice()));
        }
        warnings = found;
    }

    /** What stands in the way of a part of the outputs, one sentence each, after they were judged. */
    List<String> warnings() {
        return warnings;
    }

    /** What the cluster told in time. */
    AccessLimits limits() {
        answer = answer.completeOnTimeout(AccessLimits.UNKNOWN, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return answer.join();
    }
}
