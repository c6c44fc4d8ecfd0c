package dev.machineid.core;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.request.ConnectionUpgrades;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.secret.SecretNames;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a login's {@link Companion}, and waits until all its ports listen.
 *
 * @param program how {@code machine-id} is started, absolute; empty where there is no way
 * @param outputs of the login, in their order
 * @param prefix in front of the variables' names
 * @param environment the process's; what proves who the job is has no business in it
 */
public record CompanionStart(
        List<String> program,
        List<OutputSpec> outputs,
        Multiplexing.Way way,
        String prefix,
        Map<String, String> environment) {
    /** A start of Java on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int LOOK_MILLIS = 20;
    private static final Path SHELL = Path.of("/bin/sh");

    /** A terminal that is closed behind a step must not take it along. */
    private static final List<String> DETACHED = List.of(SHELL.toString(), "-c", "trap '' HUP; exec \"$@\"", "sh");

    public CompanionStart {
        program = List.copyOf(program);
        outputs = List.copyOf(outputs);
        environment = Map.copyOf(environment);
    }

    /**
     * For what a login was asked for.
     *
     * @param variables the job's, by which a runner knows its children too; those that sound secret stay behind, and options
     */
    public static CompanionStart of(List<String> program, MachineIdRequest request, Map<String, String> variables) {
        return new CompanionStart(
                program,
                request.outputs(),
                new Multiplexing.Way(
                        request.endpoint().outputAddress(),
                        request.trust().caFile(),
                        request.endpoint().upgrades()),
                request.delivery().prefix().orElse(""),
                harmless(variables));
    }

    /** What of a job's variables the process may have. */
    public static Map<String, String> harmless(Map<String, String> variables) {
        Map<String, String> harmless = new HashMap<>(variables);
        harmless.keySet().removeIf(name -> SecretNames.soundsSecret(name) || name.startsWith("MACHINE_ID_"));
        return harmless;
    }

    /** Whether an output asks for a companion. */
    public static boolean isAsked(List<OutputSpec> outputs) {
        return outputs.stream().anyMatch(CompanionStart::isServed);
    }

    /** Whether the job cannot do without; without the multiplexer each ssh connects for itself. */
    private boolean isNeeded() {
        return outputs.stream().anyMatch(OutputSpec::hasTunnel);
    }

    private static boolean isServed(OutputSpec output) {
        return output.hasTunnel() || output.isMultiplexed();
    }

    /**
     * Refuses, before anything is joined, what could not be started.
     *
     * @param why why there is no program
     * @throws FaultException {@link ErrorCode#COMPANION_NOT_STARTED} for a tunnel
     */
    public void requirePossible(String why) {
        if (program.isEmpty() && isNeeded()) {
            throw notStarted(why, List.of(), null);
        }
    }

    /**
     * Starts it where an output asks for it. One that serves the same already goes on: whoever logs in again into the same
     * directory to renew keeps his ports. Another one is ended before.
     *
     * @param stopping whether there is no use in waiting on
     * @throws FaultException {@link ErrorCode#COMPANION_NOT_STARTED} with what it said, if a tunnel could not be opened
     */
    public Companion.Served run(Path directory, BooleanSupplier stopping) throws InterruptedException {
        if (!isAsked(outputs) || program.isEmpty()) {
            return Companion.Served.NOTHING; // without a program ssh has other means
        }
        if (Companion.serves(directory, Companion.task(outputs, prefix))) {
            return Companion.served(directory);
        }
        Companion.end(directory);
        try {
            Files.deleteIfExists(Companion.ready(directory));
            Path log = PrivateDirectory.create(directory, new Workspace(List.of(), true))
                    .write(Companion.LOG, new byte[0]);
            Optional<String> trouble = await(start(directory, log), directory, stopping);
            return trouble.isEmpty()
                    ? Companion.served(directory)
                    : without(trouble.get(), Companion.said(directory), null);
        } catch (IOException refused) {
            return without("it could not be started", List.of(), refused);
        }
    }

    private Process start(Path directory, Path log) throws IOException {
        List<String> command = new ArrayList<>(detached());
        command.addAll(limited());
        command.addAll(words(directory));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.getRoot().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Companion.Served without(String why, List<String> said, @Nullable Throwable cause) {
        if (isNeeded()) {
            throw notStarted(why, said, cause);
        }
        return new Companion.Served(
                Map.of(),
                List.of(),
                List.of(Companion.NO_MULTIPLEXER + said.stream().findFirst().orElse(why)));
    }

    private static FaultException notStarted(String why, List<String> said, @Nullable Throwable cause) {
        return new FaultException(
                ErrorCode.COMPANION_NOT_STARTED,
                "the process that keeps the tunnels open did not start: " + why,
                said.stream().map(line -> "it said: " + line).toList(),
                "leave port= out of the outputs to do without tunnels, or run one command with exec",
                cause);
    }

    /** A session of its own, where the system has the program for it: some runners end a step's whole process group. */
    private static List<String> detached() {
        Optional<String> session = Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst();
        return session.map(List::of).orElse(Files.isExecutable(SHELL) ? DETACHED : List.of());
    }

    /** It holds connections and little else; Java alone would take a quarter of the machine. */
    private List<String> limited() {
        List<String> limited = new ArrayList<>(program);
        if (program.size() > 1) { // Java and its words, and no launcher of another kind
            limited.addAll(1, List.of("-Xmx96m"));
        }
        return limited;
    }

    private List<String> words(Path directory) {
        String served = outputs.stream()
                .filter(CompanionStart::isServed)
                .map(OutputSpec::toString)
                .collect(Collectors.joining(" "));
        List<String> words = new ArrayList<>(List.of(
                Companion.VERB,
                "--proxy",
                way.proxy().toString(),
                "--directory",
                directory.toString(),
                "--outputs",
                served));
        way.caFile()
                .ifPresent(file ->
                        words.addAll(List.of("--ca-file", file.toAbsolutePath().toString())));
        if (way.upgrades() != ConnectionUpgrades.AUTO) {
            words.addAll(List.of("--tls-upgrade", way.upgrades().word()));
        }
        if (!prefix.isEmpty()) {
            words.addAll(List.of("--prefix", prefix));
        }
        return words;
    }

    /** Until it is ready; else why it is not. */
    private static Optional<String> await(Process process, Path directory, BooleanSupplier stopping)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Path ready = Companion.ready(directory);
        try {
            while (!Files.exists(ready)) {
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) && !Files.exists(ready)) {
                    return Optional.of("it ended with code " + process.exitValue());
                }
                if (stopping.getAsBoolean() || System.nanoTime() > end) {
                    process.destroyForcibly();
                    return Optional.of(
                            stopping.getAsBoolean()
                                    ? "the login was stopped"
                                    : "it was not ready after " + PATIENCE.toSeconds() + " s");
                }
            }
            return Optional.empty();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            throw stopped;
        }
    }
}
