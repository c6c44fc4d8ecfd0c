package io.jenkins.plugins.machineid.session;

import io.jenkins.plugins.machineid.agent.Leftover;
import io.jenkins.plugins.machineid.agent.ProgramEnd;
import io.jenkins.plugins.machineid.agent.RunProgram;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The machine and the workspace that a block runs in, as a session needs them. */
public interface Workplace {
    /** Absolute path of a block's own directory there. */
    String directory(String id);

    /** Absolute path of the file with the authorities that {@link #claim} wrote. */
    String certificates(String id);

    /** Notes that the block is about to use its place. */
    Claimed claim(String id, String certificates) throws IOException, InterruptedException;

    /**
     * What there is.
     *
     * @param others directories of other builds beside the same workspace
     * @param links whether files there can be replaced behind a link
     */
    record Claimed(List<Leftover> others, boolean links) {
        public Claimed {
            others = List.copyOf(others);
        }
    }

    /** Runs the program there. */
    ProgramEnd run(RunProgram.Call call) throws IOException, InterruptedException;

    /** Where relative paths of the block start. */
    String workingDirectory();

    /**
     * Writes a set of files as the newest of a block.
     *
     * @param marker by which the program knows the directory
     */
    void write(String directory, long generation, Map<String, byte[]> files, String marker)
            throws IOException, InterruptedException;

    /** Removes what blocks left; answers how many files that were. */
    int remove(List<String> ids) throws IOException, InterruptedException;

    /** Whether the block's steps run somewhere else than the agent itself, such as in a container. */
    boolean elsewhere();

    /** Whether a command runs where the block's steps run. */
    boolean runsThere(List<String> command) throws IOException, InterruptedException;
}
