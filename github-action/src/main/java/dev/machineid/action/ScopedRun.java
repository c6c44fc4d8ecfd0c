package dev.machineid.action;

import dev.machineid.core.Companion;
import dev.machineid.core.Login;
import dev.machineid.core.Renewal;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The input {@code run}: one script that alone gets the credentials, which are renewed while it runs and end with it. */
final class ScopedRun {
    private final Session session;
    private final Stopping stopping;

    ScopedRun(Session session, Stopping stopping) {
        this.session = session;
        this.stopping = stopping;
    }

    /** The script's exit code. */
    int run(String script, PrivateDirectory directory, boolean summary) {
        Step step = session.step();
        List<String> shell = shell(step);
        Path file = directory.write("run.sh", (script + "\n").getBytes(StandardCharsets.UTF_8));
        try (Login login = session.login(Optional.of(Owner.self()))) {
            try {
                Companion.Served served = session.serve(login, stopping::isStopped);
                session.report(login, served, summary);
                List<String> command = new ArrayList<>(shell);
                command.add(file.toString());
                return run(command, login, served);
            } finally {
                Companion.end(login.directory());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int run(List<String> command, Login login, Companion.Served served) throws InterruptedException {
        Step step = session.step();
        Map<String, String> environment = environment(login, served);
        if (!session.request().renew()) {
            return start(command, environment).waitFor();
        }
        try (Renewal renewal = Renewal.start(login, session.job(), step.clock(), step.sleeper(), new SecureRandom())) {
            int code = start(command, environment).waitFor();
            renewal.failure().ifPresent(failed -> session.job().debug(failed.what()));
            return code;
        }
    }

    private Process start(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .inheritIO()
                .directory(session.step().workingDirectory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            stopping.started(process);
            return process;
        } catch (IOException refused) {
            throw new InvalidRequestException(
                    ErrorCode.COMMAND_NOT_STARTED,
                    "the shell " + command.get(0) + " could not be started",
                    List.of(),
                    "check the runner's image",
                    refused);
        }
    }

    /** The step's own without what is the action's business, and what leads to the credentials. */
    private Map<String, String> environment(Login login, Companion.Served served) {
        Map<String, String> environment =
                new HashMap<>(session.step().variables().all());
        environment
                .keySet()
                .removeIf(name -> name.startsWith("INPUT_")
                        || name.startsWith("STATE_")
                        || name.startsWith("MACHINE_ID_ACTION_")
                        || name.startsWith("ACTIONS_ID_TOKEN_REQUEST_"));
        environment.putAll(login.environment());
        environment.putAll(served.variables());
        return environment;
    }

    /** As the runner itself starts scripts: bash with the usual strictness, else sh. */
    static List<String> shell(Step step) {
        Optional<Path> bash = find(step, "bash");
        if (bash.isPresent()) {
            return List.of(bash.get().toString(), "--noprofile", "--norc", "-eo", "pipefail");
        }
        return find(step, "sh")
                .map(sh -> List.of(sh.toString(), "-e"))
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.COMMAND_NOT_STARTED,
                        "there is neither bash nor sh in PATH for the input run",
                        "leave run out and use a step of its own, or add a shell to the image"));
    }

    private static Optional<Path> find(Step step, String name) {
        List<String> names = step.variables().windows() ? List.of(name + ".exe") : List.of(name);
        for (String place : step.variables().get("PATH").split(java.io.File.pathSeparator, -1)) {
            for (String each : names) {
                try {
                    Path file = Path.of(place, each);
                    if (!place.isEmpty() && file.isAbsolute() && Files.isExecutable(file)) {
                        return Optional.of(file);
                    }
                } catch (InvalidPathException odd) {
                    // not a place for programs
                }
            }
        }
        return Optional.empty();
    }
}
