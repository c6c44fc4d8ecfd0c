package io.jenkins.plugins.machineid.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import jenkins.MasterToSlaveFileCallable;

/**
 * Writes a set of files that belong together, then makes it the current one in a single step.
 *
 * <p>{@code FilePath.renameTo} would not do: it does not replace what is there.
 */
public final class WriteGeneration extends MasterToSlaveFileCallable<Void> {
    private static final long serialVersionUID = 1L;

    private final long number;
    private final LinkedHashMap<String, byte[]> files;
    private final String marker;

    /**
     * One generation.
     *
     * @param files content by path relative to the generation, names with slashes between
     * @param marker by which the program knows the directory as its own
     */
    public WriteGeneration(long number, Map<String, byte[]> files, String marker) {
        this.marker = marker;
        this.number = number;
        this.files = new LinkedHashMap<>(files);
    }

    @Override
    public Void invoke(File directory, VirtualChannel channel) throws IOException {
        Path home = directory.toPath();
        Path generation = home.resolve("generations").resolve(Long.toString(number));
        PrivateFiles.directory(home);
        PrivateFiles.directory(generation);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = generation.resolve(file.getKey()).normalize();
            if (!target.startsWith(generation)) {
                throw new IOException("a file's name leads out of its directory");
            }
            PrivateFiles.write(target, file.getValue());
        }
        publish(home, "generations/" + number);
        Path fresh = home.resolve(".marker-" + UUID.randomUUID());
        PrivateFiles.write(fresh, marker.getBytes(StandardCharsets.UTF_8));
        Files.move(
                fresh,
                home.resolve(".machine-id.json"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return null;
    }

    private static void publish(Path home, String target) throws IOException {
        Path link = home.resolve(".link-" + UUID.randomUUID());
        try {
            Files.createSymbolicLink(link, Path.of(target));
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            return; // Windows without the right to make links: the variables stay with the first generation
        }
        Files.move(link, home.resolve("current"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
