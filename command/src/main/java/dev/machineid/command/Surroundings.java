package dev.machineid.command;

import dev.machineid.core.cluster.Retry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Everything the program learns about the process it runs in.
 *
 * @param temporaryDirectory the machine's place for temporary files
 * @param halt ends the process at once with an exit code, without waiting for anything
 */
record Surroundings(
        Map<String, String> variables,
        Path workingDirectory,
        String temporaryDirectory,
        String userName,
        Clock clock,
        Retry.Sleeper sleeper,
        Launcher launcher,
        IntConsumer halt) {
    Surroundings {
        variables = Map.copyOf(variables);
    }

    /** The same with one more variable, which no other process sees. */
    Surroundings with(String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        return new Surroundings(more, workingDirectory, temporaryDirectory, userName, clock, sleeper, launcher, halt);
    }
}
