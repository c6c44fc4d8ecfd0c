package dev.machineid.action;

import dev.machineid.action.toolkit.Node;
import dev.machineid.lab.LabCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One job on a stand-in of GitHub's runner: its directories, its variables, its files, its masks. */
final class FakeRunner {
    static final List<String> FILES = List.of("ENV", "OUTPUT", "STATE", "PATH", "STEP_SUMMARY");
    static final Path ACTION = Path.of("").toAbsolutePath();

    final Path home;
    final Path temporary;
    final Path workspace;
    final Map<String, String> variables = new LinkedHashMap<>();
    final RunnerLog log = new RunnerLog();
    final StringBuilder summary = new StringBuilder();
    private Path action = ACTION;
    private int steps;

    /** What a finished step said and set. */
    record Outcome(int code, String out, String err, Map<String, String> state, Map<String, String> outputs) {
        /** Standard output without what the runner takes for itself. */
        String commands(String name) {
            return out.lines().filter(line -> line.startsWith("::" + name)).collect(Collectors.joining("\n"));
        }
    }

    FakeRunner(Path directory) throws IOException {
        home = Files.createDirectories(directory.resolve("home"));
        temporary = Files.createDirectories(directory.resolve("_temp"));
        workspace = Files.createDirectories(directory.resolve("work/app"));
        variables.put("PATH", System.getenv("PATH"));
        variables.put("HOME", home.toString());
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("CI", "true");
        variables.put("GITHUB_WORKSPACE", workspace.toString());
        variables.put("RUNNER_TEMP", temporary.toString());
        variables.put("GITHUB_REPOSITORY", "acme/app");
        variables.put("GITHUB_RUN_ID", "4242");
        variables.put("GITHUB_RUN_ATTEMPT", "2");
        variables.put("GITHUB_JOB", "deploy");
        variables.put("RUNNER_OS", "Linux");
    }

    /** A job that may ask for id tokens, and what its steps need to find the cluster. */
    FakeRunner at(LabCluster cluster) throws IOException {
        variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", cluster.mint().requestUrl());
        variables.put(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", cluster.mint().requestToken().reveal());
        variables.put("MACHINE_ID_OPT_PROXY", cluster.proxy());
        variables.put(
                "MACHINE_ID_OPT_CA_FILE",
                Files.write(home.resolve("ca.pem"), cluster.webCaPem()).toString());
        return this;
    }

    /** Takes the action from a release's layout. */
    FakeRunner action(Path layout) {
        action = layout;
        return this;
    }

    /** One use of the action. */
    Use uses(String... inputs) {
        Use use = new Use();
        for (int i = 0; i < inputs.length; i += 2) {
            use.inputs.put(inputs[i], inputs[i + 1]);
        }
        return use;
    }

    /** A use of the action with its inputs and what it saved for its post step. */
    final class Use {
        final Map<String, String> inputs = new LinkedHashMap<>(Map.of("token", "deploy-github"));
        final Map<String, String> state = new LinkedHashMap<>();

        Outcome main() {
            return end(start("main.js"));
        }

        Outcome post() {
            return end(start("post.js"));
        }

        Running start(String script) {
            Map<String, String> own = new LinkedHashMap<>();
            // The runner gives every declared input, the others' defaults too; only a few have one.
            Map.of(
                            "join-method",
                            "auto",
                            "ssh",
                            "false",
                            "terraform",
                            "false",
                            "allow-workspace",
                            "false",
                            "export-env",
                            "true")
                    .forEach((name, preset) -> own.put("INPUT_" + name.toUpperCase(java.util.Locale.ROOT), preset));
            Map.of("renew", "false", "dry-run", "false", "debug", "false", "summary", "true", "proxy", "", "roles", "")
                    .forEach((name, preset) -> own.put("INPUT_" + name.toUpperCase(java.util.Locale.ROOT), preset));
            inputs.forEach((name, value) -> own.put("INPUT_" + name.toUpperCase(java.util.Locale.ROOT), value));
            state.forEach((name, value) -> own.put("STATE_" + name, value));
            return FakeRunner.this.start(
                    List.of(
                            Node.program().toString(),
                            action.resolve("dist").resolve(script).toString()),
                    own,
                    true);
        }

        Outcome end(Running running) {
            Outcome outcome = running.end();
            state.putAll(outcome.state());
            return outcome;
        }
    }

    /** A later step with a script of its own. */
    Outcome run(String script) {
        return start(List.of("bash", "-eo", "pipefail", "-c", script), Map.of(), false)
                .end();
    }

    /** A step that runs. */
    final class Running {
        final Process process;
        private final Path directory;
        private final boolean isAction;

        Running(Process process, Path directory, boolean isAction) {
            this.process = process;
            this.directory = directory;
            this.isAction = isAction;
        }

        /** As the runner cancels: a signal to the step's own process alone. */
        void signal(String name) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        }

        String said() {
            return read(directory.resolve("stdout"));
        }

        void await(BooleanSupplier condition) {
            FakeRunner.await(() -> condition.getAsBoolean() || !process.isAlive());
        }

        Outcome end() {
            try {
                if (!process.waitFor(90, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running: " + said());
                }
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            String out = said();
            String err = read(directory.resolve("stderr"));
            Map<String, String> exported = FileCommands.parse(read(directory.resolve("ENV")));
            if (exported.containsKey("NODE_OPTIONS")) {
                throw new AssertionError("the runner refuses NODE_OPTIONS");
            }
            variables.putAll(exported);
            summary.append(read(directory.resolve("STEP_SUMMARY")));
            log.add(out);
            log.add(err);
            return new Outcome(
                    process.exitValue(),
                    out,
                    err,
                    isAction ? FileCommands.parse(read(directory.resolve("STATE"))) : Map.of(),
                    FileCommands.parse(read(directory.resolve("OUTPUT"))));
        }
    }

    private Running start(List<String> command, Map<String, String> own, boolean isAction) {
        try {
            Path directory = Files.createDirectories(home.resolve("step-" + ++steps));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workspace.toFile())
                    .redirectOutput(directory.resolve("stdout").toFile())
                    .redirectError(directory.resolve("stderr").toFile());
            builder.environment().clear();
            builder.environment().putAll(variables);
            builder.environment().putAll(own);
            builder.environment().values().removeIf(java.util.Objects::isNull);
            for (String name : FILES) {
                builder.environment()
                        .put(
                                "GITHUB_" + name,
                                Files.createFile(directory.resolve(name)).toString());
            }
            return new Running(builder.start(), directory, isAction);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Every file and link that is left in the runner's temporary directory or the workspace. */
    List<Path> left() {
        try (Stream<Path> below = Files.walk(temporary);
                Stream<Path> inWorkspace = Files.walk(workspace)) {
            return Stream.concat(below, inWorkspace)
                    .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Processes of this machine that were started for this job and still run. */
    List<String> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .or(() -> process.info().command())
                        .filter(line -> line.contains(temporary.toString()))
                        .isPresent())
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse(""))
                .toList();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within a minute");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Every text that this job wrote outside of the private directory, for a search for secrets. */
    List<String> everything() {
        List<String> texts = new ArrayList<>(List.of(log.toString(), summary.toString()));
        try (Stream<Path> files = Files.walk(home)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> FILES.contains(String.valueOf(file.getFileName())))
                    .forEach(file -> texts.add(read(file)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return texts;
    }
}
