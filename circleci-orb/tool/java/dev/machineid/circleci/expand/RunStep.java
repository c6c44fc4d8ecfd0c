package dev.machineid.circleci.expand;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of a job as it is run.
 *
 * @param shell the words before the file with the command; empty for the job's own
 * @param environment variables of this step alone, as texts
 */
public record RunStep(
        String name, String command, String shell, Map<String, String> environment, When when, boolean background) {
    /** When a step runs, by how those before it ended. */
    public enum When {
        ON_SUCCESS,
        ON_FAIL,
        ALWAYS;

        static When parse(String text) {
            return switch (text) {
                case "", "on_success" -> ON_SUCCESS;
                case "on_fail" -> ON_FAIL;
                case "always" -> ALWAYS;
                default -> throw new ConfigException("when: " + text + " is none of always, on_success, on_fail");
            };
        }

        boolean runs(boolean failed) {
            return this == ALWAYS || (this == ON_FAIL) == failed;
        }
    }

    public RunStep {
        environment = Map.copyOf(new LinkedHashMap<>(environment));
    }
}
