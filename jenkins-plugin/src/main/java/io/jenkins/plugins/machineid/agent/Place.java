package io.jenkins.plugins.machineid.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder beside a workspace where the directories of its blocks lie: {@code WORKSPACE@tmp/machine-id/ID/}, and
 * {@code ID.build}, which names the build.
 */
final class Place {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{8,64}");
    private static final String BUILD = ".build";
    private static final String AUTHORITIES = ".pem";

    private Place() {}

    static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not an identifier of ours");
        }
        return id;
    }

    static void claim(Path folder, String id, String build, String certificates) throws IOException {
        Files.createDirectories(folder.toAbsolutePath().resolveSibling(""));
        PrivateFiles.directory(folder);
        note(folder.resolve(checked(id) + BUILD), build);
        if (!certificates.isEmpty()) {
            note(folder.resolve(id + AUTHORITIES), certificates + "\n");
        }
    }

    private static void note(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        PrivateFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static boolean hasLinks(Path folder) throws IOException {
        Path link = folder.resolve(".link-" + UUID.randomUUID());
        try {
            Files.createSymbolicLink(link, Path.of("nowhere"));
            return true;
        } catch (UnsupportedOperationException | FileSystemException none) {
            return false; // Windows without the right to make links
        } finally {
            Files.deleteIfExists(link);
        }
    }

    /** Each note's identifier and build. */
    static List<Leftover> notes(Path folder) throws IOException {
        List<Leftover> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = folder.relativize(entry).toString();
                String id = name.endsWith(BUILD) ? name.substring(0, name.length() - BUILD.length()) : "";
                if (ID.matcher(id).matches() && Files.isRegularFile(entry)) {
                    found.add(new Leftover(id, Files.readString(entry)));
                }
            }
        }
        return found;
    }

    static int remove(Path folder, String id) throws IOException {
        int files = PrivateFiles.remove(folder.resolve(checked(id)));
        Files.deleteIfExists(folder.resolve(id + AUTHORITIES));
        Files.deleteIfExists(folder.resolve(id + BUILD));
        return files;
    }
}
