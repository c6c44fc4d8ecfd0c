package dev.machineid.core;

import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.issue.Demands;
import dev.machineid.core.issue.Reach;
import dev.machineid.core.issue.RoleAccess;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that connections are asked for and no job has. Certificates are issued all the same, so that a job would find
 * out at its first connection.
 *
 * <p>The cluster may ask for it everywhere; a role asks for it where it lets somebody in, also where another role would do
 * so without it.
 */
enum Hurdle {
    SESSION_MFA(ErrorCode.SESSION_MFA_REQUIRED, "a second factor (require_session_mfa)") {
        @Override
        boolean asks(Demands demands) {
            return demands.sessionMfa();
        }

        @Override
        String advice(List<String> roles) {
            return roles.isEmpty()
                    ? "set require_session_mfa in the roles of people instead of cluster-wide (tctl edit"
                            + " cluster_auth_preference); no role takes it back for a bot"
                    : "give the bot a role of its own without require_session_mfa in place of "
                            + String.join(", ", roles);
        }
    },
    DEVICE_TRUST(ErrorCode.DEVICE_TRUST_REQUIRED, "a trusted device (device_trust_mode: required)") {
        @Override
        boolean asks(Demands demands) {
            return demands.trustedDevice();
        }

        @Override
        String advice(List<String> roles) {
            return "set "
                    + (roles.isEmpty() ? "the cluster's mode" : "device_trust_mode of " + String.join(", ", roles))
                    + " to required-for-humans (Teleport 17.7, 18.2 and later), which lets bots in, or "
                    + (roles.isEmpty()
                            ? "ask for it in the roles of people instead of cluster-wide"
                            : "give the bot a role of its own without it");
        }
    };

    private static final int LONGEST_NAME = 100;

    private final ErrorCode code;
    private final String what;

    Hurdle(ErrorCode code, String what) {
        this.code = code;
        this.what = what;
    }

    /**
     * What stands in the way of a job's outputs.
     *
     * @param said one sentence that names who asks
     * @param advice the way out
     */
    record Verdict(String said, String advice) {}

    abstract boolean asks(Demands demands);

    /** @param roles those that ask; empty if it is the cluster */
    abstract String advice(List<String> roles);

    /**
     * Looks at what was asked for.
     *
     * @return what stands in the way of a part of it
     * @throws DeniedException if an output is of no use at all
     */
    Optional<Verdict> stop(AccessLimits limits, List<OutputSpec> outputs) {
        List<String> dead = outputs.stream()
                .filter(output -> isDead(output.kind(), limits))
                .map(OutputSpec::toString)
                .distinct()
                .toList();
        List<String> who = who(limits, outputs);
        if (!dead.isEmpty()) {
            throw new DeniedException(
                    code,
                    "the output" + (dead.size() == 1 ? " " : "s ") + String.join(", ", dead) + " cannot be used: "
                            + named(who) + " for " + what + " at every connection",
                    List.of("certificates would be issued all the same; each connection is refused"),
                    advice(who),
                    null);
        }
        if (who.isEmpty() && !(asks(limits.cluster()) && outputs.stream().anyMatch(Hurdle::isForAll))) {
            return Optional.empty();
        }
        return Optional.of(new Verdict(
                named(who) + " for " + what + ", so what "
                        + (who.isEmpty()
                                ? "is connected to is closed"
                                : who.size() == 1 ? "it lets in is closed" : "they let in is closed")
                        + " to this job"
                        + (who.isEmpty() ? "; the cluster's API is not" : ", also where another role lets it in"),
                advice(who)));
    }

    /** That nobody asks. */
    String absent() {
        return "no role asks for " + what;
    }

    private static boolean isForAll(OutputSpec output) {
        return output.kind() == OutputKind.IDENTITY;
    }

    private String named(List<String> roles) {
        return switch (roles.size()) {
            case 0 -> "the cluster asks";
            case 1 -> "the role " + roles.get(0) + " asks";
            default -> "the roles " + String.join(", ", roles) + " ask";
        };
    }

    /** The roles that ask, as far as they let in what the outputs are for; none if the cluster itself does. */
    private List<String> who(AccessLimits limits, List<OutputSpec> outputs) {
        if (asks(limits.cluster())) {
            return List.of();
        }
        Set<Reach> wanted = EnumSet.noneOf(Reach.class);
        outputs.forEach(output -> wanted.addAll(reaches(output.kind())));
        return limits.roles().stream()
                .filter(role -> asks(role.demands()) && role.some().stream().anyMatch(wanted::contains))
                .map(role -> SafeText.line(role.name(), LONGEST_NAME))
                .toList();
    }

    private boolean isDead(OutputKind kind, AccessLimits limits) {
        if (kind != OutputKind.IDENTITY) {
            return reaches(kind).stream().anyMatch(reach -> isClosed(reach, limits));
        }
        Set<Reach> granted = limits.roles().stream()
                .flatMap(role -> role.some().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reach.class)));
        return !granted.isEmpty()
                && granted.stream().allMatch(reach -> isClosed(reach, limits))
                && limits.roles().stream().noneMatch(RoleAccess::api);
    }

    private boolean isClosed(Reach reach, AccessLimits limits) {
        if (asks(limits.cluster())) {
            return true;
        }
        List<RoleAccess> letting = limits.roles().stream()
                .filter(role -> role.some().contains(reach))
                .toList();
        List<RoleAccess> asking =
                letting.stream().filter(role -> asks(role.demands())).toList();
        if (asking.isEmpty() || asking.size() == letting.size()) {
            return !asking.isEmpty();
        }
        Set<String> logins =
                letting.stream().flatMap(role -> role.logins().stream()).collect(Collectors.toSet());
        List<RoleAccess> everywhere =
                asking.stream().filter(role -> role.all().contains(reach)).toList();
        Set<String> closed = everywhere.stream()
                .flatMap(role -> role.logins().stream())
                .collect(Collectors.toCollection(HashSet::new));
        return !everywhere.isEmpty() && (reach != Reach.NODES || closed.containsAll(logins));
    }

    private static Set<Reach> reaches(OutputKind kind) {
        return switch (kind) {
            case SSH -> EnumSet.of(Reach.NODES);
            case KUBERNETES -> EnumSet.of(Reach.KUBERNETES);
            case APPLICATION -> EnumSet.of(Reach.APPLICATIONS);
            case DATABASE -> EnumSet.of(Reach.DATABASES);
            case IDENTITY -> EnumSet.allOf(Reach.class);
            // They call the cluster's API, which asks a bot for neither.
            case TERRAFORM, WORKLOAD_IDENTITY -> EnumSet.noneOf(Reach.class);
        };
    }
}
