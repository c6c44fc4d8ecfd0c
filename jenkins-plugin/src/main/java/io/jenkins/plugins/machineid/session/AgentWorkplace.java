package io.jenkins.plugins.machineid.session;

import dev.machineid.core.report.ErrorCode;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.slaves.WorkspaceList;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.machineid.agent.ClaimPlace;
import io.jenkins.plugins.machineid.agent.PlaceProgram;
import io.jenkins.plugins.machineid.agent.ProgramEnd;
import io.jenkins.plugins.machineid.agent.RemovePlaces;
import io.jenkins.plugins.machineid.agent.RunProgram;
import io.jenkins.plugins.machineid.agent.WriteGeneration;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A workspace on an agent, or on the built-in node. */
public final class AgentWorkplace implements Workplace {
    private static final String FOLDER = "machine-id";
    private static final long PATIENCE = 30;

    private final FilePath workspace;
    private final FilePath root;
    private final FilePath folder;
    private final @Nullable Launcher launcher;
    private final String build;

    private AgentWorkplace(
            FilePath workspace, FilePath root, FilePath folder, @Nullable Launcher launcher, String build) {
        this.workspace = workspace;
        this.root = root;
        this.folder = folder;
        this.launcher = launcher;
        this.build = build;
    }

    /**
     * Finds the places there.
     *
     * @param workspace where the block runs, maybe a directory in its workspace
     * @param temporary the variable {@code WORKSPACE_TMP}, which stays the same in a directory of the workspace
     * @param launcher what starts the block's steps; null where nothing does
     * @param build the build's name, by which a later one knows what is left behind
     */
    public static AgentWorkplace of(
            FilePath workspace, @Nullable String temporary, @Nullable Launcher launcher, String build)
            throws IOException {
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        FilePath root = node == null ? null : node.getRootPath();
        if (root == null) {
            throw SessionFailure.of(
                    ErrorCode.JENKINS_AGENT_FAILED, "the agent is gone", "run the block again on another one");
        }
        FilePath beside = temporary == null || temporary.isBlank()
                ? WorkspaceList.tempDir(workspace)
                : workspace.child(temporary);
        if (beside == null) {
            throw SessionFailure.of(
                    ErrorCode.JENKINS_NO_WORKSPACE,
                    "there is no place beside this workspace",
                    "do not use the root of a file system as a workspace");
        }
        return new AgentWorkplace(workspace, root, beside.child(FOLDER), launcher, build);
    }

    @Override
    public String directory(String id) {
        return folder.child(id).getRemote();
    }

    @Override
    public String certificates(String id) {
        return folder.child(id + ".pem").getRemote();
    }

    @Override
    public Claimed claim(String id, String certificates) throws IOException, InterruptedException {
        ClaimPlace.Claim claim = folder.act(new ClaimPlace(id, build, certificates));
        return new Claimed(claim.others(), claim.links());
    }

    @Override
    public ProgramEnd run(RunProgram.Call call) throws IOException, InterruptedException {
        String digest = ProgramBundle.digest();
        ProgramEnd end = root.act(new RunProgram(digest, call));
        if (end.missing()) {
            root.act(new PlaceProgram(digest, ProgramBundle.content()));
            end = root.act(new RunProgram(digest, call));
        }
        return end;
    }

    @Override
    public String workingDirectory() {
        return workspace.getRemote();
    }

    @Override
    public void write(String directory, long generation, Map<String, byte[]> files, String marker)
            throws IOException, InterruptedException {
        workspace.child(directory).act(new WriteGeneration(generation, files, marker));
    }

    @Override
    public int remove(List<String> ids) throws IOException, InterruptedException {
        return folder.act(new RemovePlaces(ids));
    }

    @Override
    public boolean elsewhere() {
        return launcher instanceof Launcher.DecoratedLauncher;
    }

    @Override
    public boolean runsThere(List<String> command) throws IOException, InterruptedException {
        if (launcher == null) {
            return false;
        }
        try {
            return launcher.launch()
                            .cmds(command)
                            .quiet(true)
                            .stdout(OutputStream.nullOutputStream())
                            .pwd(workspace)
                            .start()
                            .joinWithTimeout(PATIENCE, TimeUnit.SECONDS, StreamTaskListener.fromStderr())
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
