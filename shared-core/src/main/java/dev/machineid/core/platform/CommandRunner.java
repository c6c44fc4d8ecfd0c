package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;
import java.time.Duration;
import java.util.List;

/** Starts a program without a shell. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs it to its end, or kills it at the limit; reads at most 64 KiB of its standard output.
     *
     * @throws dev.machineid.core.report.ProofException COMMAND_NOT_STARTED if there is no such program
     * @throws dev.machineid.core.report.FaultException TIMED_OUT at the limit
     */
    Output run(List<String> argv, Duration limit);

    /** How it ended, and what it printed on its standard output. */
    record Output(int exitCode, Secret standardOutput) {}
}
