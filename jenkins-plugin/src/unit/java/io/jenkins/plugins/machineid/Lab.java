package io.jenkins.plugins.machineid;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The local cluster as a process of its own, so that none of its libraries meets those of Jenkins. */
public final class Lab implements AutoCloseable {
    private static final Path PROGRAM = Path.of(
                    System.getProperty("machineid.lab", "../local-cluster/target/machine-id-lab-program.jar"))
            .toAbsolutePath()
            .normalize();

    private final Path directory;
    private final Process process;

    private Lab(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts it; it writes its files into the directory. */
    public static Lab start(Path directory, String... more) {
        try {
            if (!Files.isRegularFile(PROGRAM)) {
                throw new IllegalStateException("there is no " + PROGRAM
                        + "; build it with: mvn -q -pl local-cluster -am package -Dmaven.test.skip=true");
            }
            List<String> words = new ArrayList<>(List.of("--directory", directory.toString()));
            words.addAll(List.of(more));
            Process process = java(words)
                    .redirectError(directory
                            .resolveSibling(directory.getFileName() + ".log")
                            .toFile())
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String first = out.readLine();
            if (first == null || !first.startsWith("ready: ")) {
                process.destroyForcibly();
                throw new IllegalStateException("the lab did not start: " + first);
            }
            return new Lab(directory, process);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ProcessBuilder java(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                PROGRAM.toString()));
        command.addAll(words);
        return new ProcessBuilder(command);
    }

    /** Host and port. */
    public String proxy() {
        return value("LAB_PROXY");
    }

    public String pin() {
        return value("LAB_CA_PIN");
    }

    /** The authority of its proxy, as PEM. */
    public String authority() {
        return read("ca.pem");
    }

    public Path authorityFile() {
        return directory.resolve("ca.pem");
    }

    /** An id token of the platform's shape, which the join token {@code deploy-PLATFORM} accepts. */
    public String mint(String platform) {
        try {
            Process minting = java(List.of("mint", platform, "--directory", directory.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String token = new String(minting.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!minting.waitFor(60, TimeUnit.SECONDS) || minting.exitValue() != 0) {
                throw new IllegalStateException("no token");
            }
            return token;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private String value(String name) {
        return read("lab.env")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
