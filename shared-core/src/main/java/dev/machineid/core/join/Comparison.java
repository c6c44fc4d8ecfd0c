package dev.machineid.core.join;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.request.JoinMethod;
import java.util.List;
import java.util.Optional;

/** Says what in the join token's rules, which the user gave, does not fit a job's claims. */
@FunctionalInterface
public interface Comparison {
    /** A line for each difference, fit to be shown; empty where there is none to be seen. */
    List<String> explain(JoinMethod method, Claims claims);

    /** The one place to change so that the job would be let in, as the rest of a sentence; empty where it cannot be told. */
    default Optional<String> remedy(JoinMethod method, Claims claims) {
        return Optional.empty();
    }

    /** When the join token ended, if the rules say that it has. */
    default Optional<String> ended() {
        return Optional.empty();
    }
}
