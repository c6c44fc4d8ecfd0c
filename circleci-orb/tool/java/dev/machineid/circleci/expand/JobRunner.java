package dev.machineid.circleci.expand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a job's steps on this machine: each in a new shell, with {@code BASH_ENV} carried between them; after a failure only
 * those that ask for it.
 */
public final class JobRunner {
    private static final long LONGEST_SECONDS = 90;

    private final Path work;
    private final Path logs;
    private final Map<String, String> environment;
    private final String shell;

    /** What a step came to; {@code code} is -1 where it did not run, and of a step in the background as long as it runs. */
    public record Result(RunStep step, int code, Path log) {
        /** Whether the step was run. */
        public boolean ran() {
            return Files.exists(log);
        }

        /** What it printed, on both streams. */
        public String output() {
            try {
                return ran() ? Files.readString(log, StandardCharsets.UTF_8) : "";
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** How a job ended, and the steps in the background that were still running then. */
    public record Outcome(boolean failed, List<Result> results, List<Process> background, int abandoned) {
        /** Everything that was printed, in the order of the steps. */
        public String output() {
            StringBuilder all = new StringBuilder();
            results.forEach(result -> all.append("--- ")
                    .append(result.step().name().lines().findFirst().orElse(""))
                    .append(result.ran() ? "" : " (not run)")
                    .append('\n')
                    .append(result.output()));
            return all.toString();
        }

        /** The result of the step of that name. */
        public Result of(String name) {
            return results.stream()
                    .filter(result -> result.step().name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no step " + name + " in:\n" + output()));
        }
    }

    /**
     * For one job.
     *
     * @param work where the steps run
     * @param logs an empty directory for scripts and output
     * @param shell what runs a step that names no shell
     */
    public JobRunner(Path work, Path logs, Map<String, String> environment, String shell) {
        this.work = work;
        this.logs = logs;
        this.environment = Map.copyOf(environment);
        this.shell = shell;
    }

    /** Runs the job to its end. */
    public Outcome run(Expander.Job job) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        List<Process> background = new ArrayList<>();
        boolean failed = false;
        for (RunStep step : job.steps()) {
            Path log = logs.resolve("step-" + results.size() + ".log");
            int code = -1;
            if (step.when().runs(failed)) {
                Process process = start(job, step, results.size(), log);
                if (step.background()) {
                    background.add(process);
                } else {
                    code = finish(process);
                    failed |= code != 0;
                }
            }
            results.add(new Result(step, code, log));
        }
        int abandoned = 0;
        for (Process process : background) {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                abandoned++;
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        return new Outcome(failed, List.copyOf(results), List.copyOf(background), abandoned);
    }

    private Process start(Expander.Job job, RunStep step, int number, Path log) throws IOException {
        Path script = logs.resolve("step-" + number + ".sh");
        Files.writeString(script, step.command());
        List<String> words = new ArrayList<>(List.of(shell(job, step).split(" ", -1)));
        words.add(script.toString());
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(job.environment());
        variables.putAll(step.environment());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    private String shell(Expander.Job job, RunStep step) {
        String named = step.shell().isEmpty() ? job.shell() : step.shell();
        return named.isEmpty() ? shell : named.replaceFirst("^bash\\.exe", "/bin/bash");
    }

    private static int finish(Process process) throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return 124;
        }
        return process.exitValue();
    }
}
