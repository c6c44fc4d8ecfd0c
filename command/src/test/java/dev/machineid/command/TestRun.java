package dev.machineid.command;

import dev.machineid.lab.LabCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A job of a GitHub-shaped runner on a local cluster, in which the program is run. */
final class TestRun {
    /** The program as a process of its own, from the classes under test. */
    private final List<String> own;

    final Path temporary;
    final Path work;
    final Map<String, String> variables = new HashMap<>();
    Clock clock = Clock.systemUTC();
    Launcher launcher;
    byte[] input = new byte[0];

    /** What a finished run said. */
    record Outcome(int code, String out, String err) {}

    /** A job without a cluster. */
    TestRun(Path directory) throws IOException {
        temporary = Files.createDirectories(directory.resolve("temp"));
        work = Files.createDirectories(directory.resolve("work"));
        variables.put("RUNNER_TEMP", temporary.toString());
        variables.put("PATH", System.getenv("PATH"));
        variables.put("HOME", work.toString());
        Path arguments = directory.resolve("java.args");
        Files.writeString(
                arguments,
                "-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n-cp\n\"" + System.getProperty("java.class.path") + "\"\n");
        own = List.of(java(), "@" + arguments, "dev.machineid.command.Main");
        launcher = new Launcher(own, "");
    }

    /** A job that can join the cluster. */
    TestRun(Path directory, LabCluster cluster) throws IOException {
        this(directory);
        Path authority = directory.resolve("ca.pem");
        Files.write(authority, cluster.webCaPem());
        variables.put("GITHUB_ACTIONS", "true");
        variables.put(
                "ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl().toString());
        variables.put(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", cluster.mint().requestToken().reveal());
        variables.put("MACHINE_ID_OPT_PROXY", cluster.proxy());
        variables.put("MACHINE_ID_OPT_CA_FILE", authority.toString());
        variables.put("MACHINE_ID_OPT_TOKEN", "deploy-github");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs the program in this process. */
    Outcome run(String... line) {
        return run(
                halted -> {
                    throw new AssertionError("halted with " + halted);
                },
                line);
    }

    private Outcome run(Consumer<Integer> halt, String... line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Program(new Console(new ByteArrayInputStream(input), out, err), surroundings(halt))
                .run(List.of(line));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a program of this job learns about its process. */
    Surroundings surroundings(Consumer<Integer> halt) {
        return new Surroundings(
                variables,
                work,
                temporary.toString(),
                System.getProperty("user.name"),
                clock,
                time -> {},
                launcher,
                halt::accept);
    }

    /** Starts the program as a process of its own. */
    Process start(String... line) throws IOException {
        List<String> command = new ArrayList<>(own);
        command.addAll(List.of(line));
        return started(command);
    }

    /** Starts any command with the job's variables. */
    Process started(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** Waits for a process whose output is small. */
    Outcome finish(Process process) throws IOException, InterruptedException {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException notRead) {
            // A program need not read what it is given.
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running");
        }
        return new Outcome(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Runs any command with the job's variables. */
    Outcome command(String... command) throws IOException, InterruptedException {
        return finish(started(List.of(command)));
    }

    /** The variables that a login printed in the default form. */
    static Map<String, String> exported(String out) {
        Map<String, String> variables = new HashMap<>();
        out.lines().forEach(line -> {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            variables.put(parts[0], parts[1].substring(1, parts[1].length() - 1));
        });
        return variables;
    }

    /** The value of a variable that must be there. */
    static String of(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new AssertionError("no variable " + name + " among " + variables.keySet());
        }
        return value;
    }

    /** Files and links below the job's temporary directory. */
    long files() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .count();
        }
    }
}
