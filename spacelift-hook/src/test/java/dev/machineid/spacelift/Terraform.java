package dev.machineid.spacelift;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real program, without a network. */
final class Terraform {
    private static final long LONGEST_SECONDS = 60;

    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();

    /** @param directory where it runs */
    Terraform(Path directory) {
        this.directory = directory;
        environment.put("TF_CLI_CONFIG_FILE", "/dev/null");
        environment.put("CHECKPOINT_DISABLE", "1");
    }

    Terraform with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Skips the test where there is no terraform, which a machine for tests need not have. */
    static void required() {
        boolean here = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "terraform")));
        assumeTrue(here, "terraform is not installed, so nothing was tried with it");
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("terraform does not end: " + log);
        }
        return new Outcome(process.exitValue(), log);
    }

    /** Copies a directory with everything in it but what terraform itself made there. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (file.toString().contains("/.terraform")) {
                    continue;
                }
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
