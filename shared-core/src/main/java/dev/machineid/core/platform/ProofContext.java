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
 * @param cloud the way to a cloud's metadata servers
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
        Optional<IdTokenSource> source,
        CloudHttp cloud) {
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

    /** Where no cloud is to be asked. */
    public ProofContext(
            JobVariables variables,
            ProofOptions options,
            CompletableFuture<String> clusterName,
            Clock clock,
            IdTokenHttp http,
            CommandRunner commands,
            Consumer<String> warnings,
            boolean renewal,
            Optional<IdTokenSource> source) {
        this(variables, options, clusterName, clock, http, commands, warnings, renewal, source, call -> {
            throw new IllegalStateException("no way to a cloud was given");
        });
    }

    /** The cluster's name if discovery is done; never waits. */
    public Optional<String> knownClusterName() {
        boolean ready = clusterName.isDone() && !clusterName.isCompletedExceptionally();
        return ready ? Optional.of(clusterName.join()) : Optional.empty();
    }
}
