package dev.machineid.action;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Renewal that goes on when the step has ended: {@code machine-id renew} as a process of its own, which mints new id tokens
 * by the variables of the step and ends when the post step says so, or the credentials are gone.
 */
final class Background {
    /** What the process has to say; it lies beside the credentials and goes with them. */
    static final String LOG = "renewal.log";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Step step;
    private final Options options;
    private final List<String> program;

    Background(Step step, Options options, List<String> program) {
        this.step = step;
        this.options = options;
        this.program = List.copyOf(program);
    }

    /**
     * Starts it and waits until it has taken the credentials up; gives its process number.
     *
     * @throws FaultException RENEWAL_NOT_STARTED
     */
    long start(Path directory) {
        List<String> command = new ArrayList<>(session());
        command.add(program.get(0));
        command.add("-Xmx96m");
        command.addAll(program.subList(1, program.size()));
        command.addAll(List.of("renew", "--directory", directory.toString()));
        Path log = directory.resolve(LOG);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(step.workingDirectory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(nowhere()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment());
        try {
            Process process = builder.start();
            await(process, directory, log);
            return process.pid();
        } catch (IOException refused) {
            throw notStarted("it could not be started", List.of(), refused);
        }
    }

    /** A session of its own, where the system has the program for it: some runners end a step's whole process group. */
    private static List<String> session() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .limit(1)
                .toList();
    }

    private java.io.File nowhere() {
        return new java.io.File(step.variables().windows() ? "NUL" : "/dev/null");
    }

    /** The step's own with its inputs as the program's options, and without what an earlier use has exported. */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(step.variables().all());
        environment
                .keySet()
                .removeIf(name ->
                        name.startsWith("INPUT_") || name.startsWith("STATE_") || name.startsWith("MACHINE_ID_"));
        environment.putAll(options.variables());
        return environment;
    }

    private void await(Process process, Path directory, Path log) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (Registry.read(directory).flatMap(Marker::renewer).isEmpty()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                List<String> said = Files.exists(log) ? Files.readAllLines(log) : List.of();
                throw notStarted("it ended at once", said.stream().limit(5).toList(), null);
            }
            try {
                step.sleeper().sleep(LOOK);
            } catch (InterruptedException stopped) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw notStarted("the step was stopped", List.of(), stopped);
            }
        }
    }

    private static FaultException notStarted(
            String why, List<String> said, @org.jspecify.annotations.Nullable Throwable cause) {
        return new FaultException(
                ErrorCode.RENEWAL_NOT_STARTED,
                "the renewal in the background did not start: " + why,
                said.stream()
                        .map(line -> "it said: " + dev.machineid.core.report.SafeText.line(line, 300))
                        .toList(),
                "leave renew out and ask for a longer ttl, or use the input run",
                cause);
    }
}
