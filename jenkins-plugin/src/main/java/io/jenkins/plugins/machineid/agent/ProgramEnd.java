package io.jenkins.plugins.machineid.agent;

import java.io.Serializable;
import java.util.List;

/**
 * How a run of the program ended.
 *
 * @param missing the program is not on the agent yet, and nothing ran
 * @param code its exit code
 * @param out its standard output, at most 1 MiB
 * @param err what it said, at most 1 MiB
 * @param launcher the command that starts the program on the agent
 */
public record ProgramEnd(boolean missing, int code, String out, String err, List<String> launcher)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public ProgramEnd {
        launcher = List.copyOf(launcher);
    }

    static ProgramEnd notThere() {
        return new ProgramEnd(true, -1, "", "", List.of());
    }

    /** Whether it did what it was asked for. */
    public boolean well() {
        return !missing && code == 0;
    }
}
