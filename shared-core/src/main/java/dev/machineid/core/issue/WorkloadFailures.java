package dev.machineid.core.issue;

import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says what a refused workload identity means. */
final class WorkloadFailures {
    private static final int BAD_PARAMETER = 3;
    private static final int NOT_FOUND = 5;
    private static final int PERMISSION_DENIED = 7;

    private WorkloadFailures() {}

    /** The same failure where it is none of these: a fault, a broken connection. */
    static CompletionException explain(Throwable failure, WorkloadTarget target) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof GrpcStatusException refusal)) {
            return new CompletionException(cause);
        }
        List<String> details = List.of("the server said: " + refusal.words());
        return new CompletionException(
                switch (refusal.status()) {
                    case NOT_FOUND -> unknown(target, details, refusal);
                    case PERMISSION_DENIED ->
                        new DeniedException(
                                ErrorCode.WORKLOAD_IDENTITY_REFUSED,
                                "the cluster does not issue " + target.words() + " to this bot",
                                details,
                                "one of the bot's roles needs workload_identity_labels that match the resource, and the"
                                        + " rule resources: [workload_identity], verbs: [list, read]; and the resource's"
                                        + " own rules must allow this job",
                                refusal);
                    case BAD_PARAMETER ->
                        new DeniedException(
                                ErrorCode.WORKLOAD_IDENTITY_REFUSED,
                                "the cluster does not issue " + target.words(),
                                details,
                                "with labels a cluster issues ten at most; look at the resource with: tctl get workload_identity",
                                refusal);
                    default -> refusal.isUnimplemented() ? unavailable(details, refusal) : refusal;
                });
    }

    static DeniedException unknown(WorkloadTarget target, List<String> details, @Nullable Throwable cause) {
        return new DeniedException(
                ErrorCode.WORKLOAD_IDENTITY_UNKNOWN,
                target.name().isPresent()
                        ? "the cluster has no such workload identity: "
                                + target.name().get()
                        : "none that this bot may have is " + target.words(),
                details,
                "list them with: tctl get workload_identity",
                cause);
    }

    static DeniedException unavailable(List<String> details, @Nullable Throwable cause) {
        return new DeniedException(
                ErrorCode.WORKLOAD_IDENTITY_UNAVAILABLE,
                "this cluster issues no workload identities by name",
                details,
                "Teleport does from version 17 on; leave the output workload-identity out until then",
                cause);
    }
}
