package dev.machineid.command;

import dev.machineid.core.Login;
import dev.machineid.core.Multiplexing;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the ssh multiplexer where the options ask for it; without it each ssh connects for itself, so a failure warns. */
final class MultiplexerProcess {
    /** Until it listens; a start of Java on a busy machine. */
    private static final int LOOKS = 500;

    private static final int LOOK_MILLIS = 20;

    /** A terminal that is closed behind a step must not take it along; what it writes must not keep the step open. */
    private static final String DETACHED = "trap '' HUP; exec \"$@\"";

    private final Surroundings surroundings;
    private final Preparation prepared;

    MultiplexerProcess(Surroundings surroundings, Preparation prepared) {
        this.surroundings = surroundings;
        this.prepared = prepared;
    }

    private boolean isAsked() {
        return prepared.request().outputs().stream().anyMatch(OutputSpec::isMultiplexed)
                && !surroundings.launcher().argv().isEmpty();
    }

    /** Serves in this process, for as long as it lives. */
    Optional<Multiplexing> hereIfAsked(Login login) {
        if (!isAsked()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Multiplexing.start(
                    login.directory(),
                    prepared.request().endpoint().address(),
                    surroundings.variables(),
                    surroundings.clock(),
                    PrivateIdentity::read));
        } catch (MachineIdException failed) {
            warn(failed.what() + " (" + failed.code().id() + ")");
            return Optional.empty();
        }
    }

    /** Serves in a process that outlives this one, and waits until it listens. */
    void startIfAsked(Login login) {
        if (!isAsked()) {
            return;
        }
        try {
            await(start(login), login.directory());
        } catch (IOException refused) {
            warn("the process could not be started");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Process start(Login login) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DETACHED, "sh"));
        command.addAll(surroundings.launcher().argv());
        command.addAll(List.of(
                Verb.SSH_MULTIPLEXER.word(),
                "--proxy",
                prepared.request().endpoint().address().toString(),
                "--directory",
                login.directory().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(variables(login));
        return builder.start();
    }

    /** Those by which a runner knows its children stay; what proves who the job is does not. */
    private Map<String, String> variables(Login login) {
        Map<String, String> variables = new HashMap<>(surroundings.variables());
        variables.keySet().removeIf(Redactor::looksSecret);
        ProofVariables.used(prepared.request(), login.report().method(), surroundings.variables())
                .forEach(variables::remove);
        return variables;
    }

    private void await(Process process, Path directory) throws InterruptedException {
        for (int look = 0; look < LOOKS && !Multiplexing.isReady(directory); look++) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                warn("it ended with code " + process.exitValue() + "; to see why run: machine-id "
                        + Verb.SSH_MULTIPLEXER.word() + " --proxy "
                        + prepared.request().endpoint().address() + " --directory " + directory);
                return;
            }
        }
    }

    private void warn(String why) {
        prepared.job().warning("the ssh multiplexer does not run, so each ssh connects for itself: " + why);
    }
}
