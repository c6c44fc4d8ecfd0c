package dev.machineid.core;

import dev.machineid.core.cluster.Deadline;
import dev.machineid.core.cluster.Network;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.platform.JobVariables;
import dev.machineid.core.platform.Proof;
import dev.machineid.core.platform.ProofContext;
import dev.machineid.core.platform.SystemCommands;
import dev.machineid.core.request.PartialRequest;
import dev.machineid.core.request.ProofOptions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Obtains the proof that a login would show, without any cluster; spends nothing. */
public final class JobProof {
    private JobProof() {}

    /**
     * Asks the platform.
     *
     * @throws dev.machineid.core.report.MachineIdException if there is no proof here
     */
    public static Proof obtain(JobEnvironment job, PartialRequest request, Clock clock, Retry.Sleeper sleeper) {
        try (Network network = new Network(job.variables(), Deadline.after(request.timeout(), clock))) {
            return obtain(job, request.proof(), request.clusterName(), network, clock, sleeper);
        }
    }

    static Proof obtain(
            JobEnvironment job,
            ProofOptions options,
            Optional<String> cluster,
            Network network,
            Clock clock,
            Retry.Sleeper sleeper) {
        Retry retry = new Retry(network.deadline(), new SecureRandom(), sleeper, job::notice);
        CompletableFuture<String> clusterName = new CompletableFuture<>();
        cluster.ifPresent(clusterName::complete);
        ProofContext context = new ProofContext(
                new JobVariables(job.variables()),
                options,
                clusterName,
                clock,
                network.platformTokens(),
                new SystemCommands(),
                job::warning,
                false,
                job.idTokens());
        return new Proving(context, retry, Runnable::run).prove(Optional.empty());
    }
}
