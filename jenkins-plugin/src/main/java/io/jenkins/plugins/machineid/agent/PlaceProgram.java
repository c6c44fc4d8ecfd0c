package io.jenkins.plugins.machineid.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import jenkins.MasterToSlaveFileCallable;

/** Puts the program onto an agent, in one step, so that others who need it at the same moment never see half of it. */
public final class PlaceProgram extends MasterToSlaveFileCallable<Void> {
    private static final long serialVersionUID = 1L;

    private final String digest;
    private final byte[] content;

    /** @param content the jar whose SHA-256 is {@code digest} */
    public PlaceProgram(String digest, byte[] content) {
        this.digest = digest;
        this.content = content.clone();
    }

    @Override
    public Void invoke(File root, VirtualChannel channel) throws IOException {
        Path target = ProgramFile.in(root, digest);
        String arrived = HexFormat.of().formatHex(ProgramFile.sha256().digest(content));
        if (!arrived.equals(digest)) {
            throw new IOException("the program arrived damaged: SHA-256 " + arrived + ", expected " + digest);
        }
        if (ProgramFile.isGenuine(target, digest)) {
            return null;
        }
        Path folder = target.resolveSibling("");
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(folder, "new-", ".jar");
        try {
            Files.write(unfinished, content);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return null;
    }
}
