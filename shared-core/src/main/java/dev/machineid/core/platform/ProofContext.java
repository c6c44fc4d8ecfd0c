package dev.machineid.core.platform;

import dev.machineid.core.request.ProofOptions;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Everything a provider may use.
 *
 * @param clusterName the root cluster's name, completed by discovery, which runs beside the proof
 * @param warnings takes one line for the user
 * @param renewal whether credentials of this job are there and are to be renewed
 * @param source the platform's own toolkit, where the job brings it
 */
public record ProofContext(
        JobVariables variables,
        ProofOptions options,
        CompletableFuture<String> clusterName,
        Clock clock,
        IdTokenHttp http,
        CommandRunner commands,
        Consumer<String> warnings,
        boolean renewal,
        Optional<IdTokenSource> source) {
    /** For the first login of a job, without a toolkit. */
    public ProofContext(
            JobVariables variables,
            ProofOptions options,
            CompletableFuture<String> clusterName,
            Clock clock,
            IdTokenHttp http,
            CommandRunner commands,
            Consumer<String> warnings) {
        this(variables, options, clusterName, clock, http, commands, warnings, false, Optional.empty());
    }

    /** The cluster's name if discovery is done; never waits. */
    public Optional<String> knownClusterName() {
        boolean ready = clusterName.isDone() && !clusterName.isCompletedExceptionally();
        return ready ? Optional.of(clusterName.join()) : Optional.empty();
    }
}
