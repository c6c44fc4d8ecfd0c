package dev.machineid.core.join;

import dev.machineid.core.platform.Claims;
import dev.machineid.core.request.JoinMethod;
import java.util.List;

/** Says what in the join token's rules, which the user gave, does not fit a job's claims. */
@FunctionalInterface
public interface Comparison {
    /** A line for each difference, fit to be shown; empty where there is none to be seen. */
    List<String> explain(JoinMethod method, Claims claims);
}
