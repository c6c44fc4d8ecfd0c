package io.jenkins.plugins.machineid.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Where the program lies on an agent, by its digest: {@code ROOT/caches/machine-id/SHA256.jar}. */
final class ProgramFile {
    /** A short life is most of all starting up: one small collector, no second compiler, the class archive. */
    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    /** Java warns from this release on when Protocol Buffers reads memory, unless told that it may. */
    private static final int WARNS_OF_UNSAFE = 23;

    private ProgramFile() {}

    static Path in(File root, String digest) {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 digest");
        }
        return root.toPath()
                .toAbsolutePath()
                .resolve("caches")
                .resolve("machine-id")
                .resolve(digest + ".jar");
    }

    /** Whether the file is there and is what its name says. */
    static boolean isGenuine(Path file, String digest) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && digestOf(file).equals(digest);
    }

    static String digestOf(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            while (in.read(buffer) >= 0) {
                // The stream keeps count.
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** The command that starts it with the Java that runs the agent. */
    static List<String> launcher(Path file) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(QUICK);
        if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        words.add("-jar");
        words.add(file.toString());
        return words;
    }
}
