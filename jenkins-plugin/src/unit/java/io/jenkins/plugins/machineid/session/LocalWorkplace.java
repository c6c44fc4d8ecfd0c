package io.jenkins.plugins.machineid.session;

import io.jenkins.plugins.machineid.agent.ClaimPlace;
import io.jenkins.plugins.machineid.agent.NoChannel;
import io.jenkins.plugins.machineid.agent.PlaceProgram;
import io.jenkins.plugins.machineid.agent.ProgramEnd;
import io.jenkins.plugins.machineid.agent.RemovePlaces;
import io.jenkins.plugins.machineid.agent.RunProgram;
import io.jenkins.plugins.machineid.agent.WriteGeneration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.MasterToSlaveFileCallable;

/** An agent in this process: what would cross the line to it is written and read again. */
final class LocalWorkplace implements Workplace {
    final Path root;
    final Path workspace;
    final Path folder;
    final List<RunProgram.Call> calls = new ArrayList<>();
    String build = "deploy#1";
    boolean elsewhere;
    boolean runsThere = true;
    boolean gone;

    LocalWorkplace(Path directory) throws IOException {
        root = Files.createDirectories(directory.resolve("agent root"));
        workspace = Files.createDirectories(root.resolve("workspace/deploy"));
        folder = root.resolve("workspace/deploy@tmp/machine-id");
    }

    private <T> T act(Path where, MasterToSlaveFileCallable<T> callable) throws IOException, InterruptedException {
        if (gone) {
            throw new IOException("the agent is gone");
        }
        return crossed(crossed(callable).invoke(where.toFile(), NoChannel.NONE));
    }

    @SuppressWarnings("unchecked")
    static <T> T crossed(T value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        } catch (ClassNotFoundException impossible) {
            throw new IOException(impossible);
        }
    }

    @Override
    public String directory(String id) {
        return folder.resolve(id).toString();
    }

    @Override
    public String certificates(String id) {
        return folder.resolve(id + ".pem").toString();
    }

    @Override
    public Claimed claim(String id, String certificates) throws IOException, InterruptedException {
        ClaimPlace.Claim claim = act(folder, new ClaimPlace(id, build, certificates));
        return new Claimed(claim.others(), claim.links());
    }

    @Override
    public ProgramEnd run(RunProgram.Call call) throws IOException, InterruptedException {
        calls.add(call);
        String digest = ProgramBundle.digest();
        ProgramEnd end = act(root, new RunProgram(digest, call));
        if (end.missing()) {
            act(root, new PlaceProgram(digest, ProgramBundle.content()));
            end = act(root, new RunProgram(digest, call));
        }
        return end;
    }

    @Override
    public String workingDirectory() {
        return workspace.toString();
    }

    @Override
    public void write(String directory, long generation, Map<String, byte[]> files, String marker)
            throws IOException, InterruptedException {
        act(Path.of(directory), new WriteGeneration(generation, files, marker));
    }

    @Override
    public int remove(List<String> ids) throws IOException, InterruptedException {
        return act(folder, new RemovePlaces(ids));
    }

    @Override
    public boolean elsewhere() {
        return elsewhere;
    }

    @Override
    public boolean runsThere(List<String> command) {
        return runsThere;
    }
}
