package dev.machineid.core.issue;

import dev.machineid.core.cluster.GrpcChannel;
import dev.machineid.core.cluster.GrpcStatusException;
import dev.machineid.core.cluster.ServerWords;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a failed certificate request means. */
final class IssueFailures {
    private IssueFailures() {}

    static MachineIdException explain(
            @Nullable Throwable failure, GrpcChannel auth, TeleportIdentity bot, List<String> roles) {
        if (failure instanceof MachineIdException explained) {
            return explained;
        }
        if (failure instanceof GrpcStatusException refusal) {
            return refused(refusal, bot, roles);
        }
        if (failure instanceof IOException broken) {
            return auth.explain(broken);
        }
        throw new IllegalStateException("a certificate request failed in an unknown way", failure);
    }

    static FaultException interrupted() {
        return new FaultException(ErrorCode.TIMED_OUT, "stopped while waiting for certificates", "");
    }

    private static MachineIdException refused(GrpcStatusException refusal, TeleportIdentity bot, List<String> roles) {
        List<String> details = List.of(
                "the server said: " + refusal.words(),
                "bot user: " + bot.userName(),
                "roles asked for: " + (roles.isEmpty() ? "all of the bot's" : String.join(", ", roles)));
        if (refusal.isFault()) {
            return new FaultException(
                    refusal.isRateLimit() ? ErrorCode.RATE_LIMITED : ErrorCode.SERVER_FAULT,
                    "the cluster could not issue certificates",
                    details,
                    refusal.isRateLimit()
                            ? "many jobs log in at once; spread them"
                            : "try again; if it stays, the auth server's log says more",
                    refusal);
        }
        ErrorCode code = ServerWords.meaning(refusal.words()).orElse(ErrorCode.REQUEST_REFUSED);
        return switch (code) {
            case ROLE_REFUSED ->
                new DeniedException(
                        code,
                        "the bot " + bot.userName() + " may not use a role that was asked for",
                        details,
                        "leave the option roles out to use all of the bot's roles, or add the role to the bot",
                        refusal);
            case TARGET_NOT_FOUND ->
                new DeniedException(
                        code,
                        "the cluster has no such target, or these roles may not see it",
                        details,
                        "list the targets with: tctl kube ls, tctl apps ls or tctl db ls; leaf clusters serve bots over SSH only",
                        refusal);
            case DEVICE_TRUST_REQUIRED ->
                new DeniedException(
                        code,
                        "the cluster issues certificates to trusted devices only",
                        details,
                        "set the cluster's device trust mode to required-for-humans (Teleport 17.7, 18.2 and later), which"
                                + " lets bots in, or ask for it in the roles of people instead of cluster-wide",
                        refusal);
            case LOCKED ->
                new DeniedException(
                        code,
                        "the bot " + bot.userName() + " is locked",
                        details,
                        "an administrator lists locks with: tctl get locks",
                        refusal);
            default ->
                new DeniedException(
                        code,
                        "the cluster refused to issue certificates",
                        details,
                        "look at the roles of " + bot.userName() + " with: tctl get role/" + bot.userName(),
                        refusal);
        };
    }
}
