package dev.machineid.action;

import dev.machineid.action.toolkit.StepOutput;
import dev.machineid.action.toolkit.StepVariables;
import dev.machineid.core.cluster.Retry;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a step finds around it.
 *
 * @param workingDirectory the workspace, where the runner starts actions
 * @param temporaryDirectory Java's, the last resort for credentials
 * @param javaHome the running Java, which starts the program for ssh and for renewal too
 */
record Step(
        StepVariables variables,
        StepOutput out,
        Path workingDirectory,
        String temporaryDirectory,
        String userName,
        Path javaHome,
        Clock clock,
        Retry.Sleeper sleeper) {}
