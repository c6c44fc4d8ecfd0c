package dev.machineid.circleci.orb;

import dev.machineid.circleci.pack.Digests;
import dev.machineid.circleci.pack.OrbPacker;
import dev.machineid.circleci.pack.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The checkout that the tests run in, and the orb as a release of it would be. */
final class Tree {
    static final Path MODULE = Path.of("").toAbsolutePath();
    static final Path SOURCE = MODULE.resolve("src");
    static final Path PROGRAM = MODULE.resolveSibling("command").resolve("target/machine-id.jar");
    static final String VERSION = "1.0.0-test";

    private Tree() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The files of that kind, by name. */
    static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(SOURCE.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The boot script with the digest of the program that was built here. */
    static Path baked(Path directory) throws IOException, InterruptedException {
        if (!Files.isRegularFile(PROGRAM)) {
            throw new AssertionError(PROGRAM + " is missing; build it: mvn -pl command -am package");
        }
        Path sums = directory.resolve("sums");
        Files.writeString(sums, sha256(PROGRAM) + "  machine-id.jar\n");
        Path baked = directory.resolve("machine-id.sh");
        Process bake = new ProcessBuilder(
                        MODULE.resolveSibling("command").resolve("boot/bake").toString(), VERSION, sums.toString())
                .redirectOutput(baked.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (bake.waitFor() != 0) {
            throw new AssertionError("bake ended with " + bake.exitValue());
        }
        return baked;
    }

    /** The packed orb of a release. */
    static Map<String, Object> packed(Path directory) throws IOException, InterruptedException {
        Digests digests = new Digests(read(baked(directory)));
        return Yaml.map(new OrbPacker(SOURCE, digests::bake).text());
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Runs a program; gives its code and its output. */
    static Map.Entry<Integer, String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Map.entry(process.waitFor(), output);
    }
}
