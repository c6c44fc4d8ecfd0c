package dev.machineid.command;

import dev.machineid.core.Companion;
import dev.machineid.core.CompanionStart;
import dev.machineid.core.Login;
import dev.machineid.core.Multiplexing;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a login's outputs need beside the files: tunnels and the ssh multiplexer, in this process or in one of their own. */
final class CompanionProcess {
    private final Surroundings surroundings;
    private final Preparation prepared;

    CompanionProcess(Surroundings surroundings, Preparation prepared) {
        this.surroundings = surroundings;
        this.prepared = prepared;
    }

    /** Refuses before the login what could not be started after it. */
    void requirePossible() {
        start("").requirePossible(surroundings.launcher().why());
    }

    /**
     * Starts the process where an output asks for it, and waits until all its ports listen.
     *
     * @return the login's variables with those that lead to the tunnels
     */
    Map<String, String> beside(Login login, BooleanSupplier stopping) throws InterruptedException {
        Companion.Served served = start(login.report().method()).run(login.directory(), stopping);
        served.warnings().forEach(prepared.job()::warning);
        served.tunnels().forEach(prepared.job()::say);
        Map<String, String> variables = new LinkedHashMap<>(login.environment());
        variables.putAll(served.variables());
        if (prepared.request().delivery().exportEnv()) {
            served.variables().forEach(prepared.job()::export);
        }
        return variables;
    }

    /** What proves who the job is stays behind. */
    private CompanionStart start(String method) {
        Map<String, String> variables = new HashMap<>(surroundings.variables());
        ProofVariables.used(prepared.request(), method, surroundings.variables())
                .forEach(variables::remove);
        return CompanionStart.of(surroundings.launcher().argv(), prepared.request(), variables);
    }

    /** The tunnels of the outputs, in this process. */
    OpenTunnels tunnelsHere(Path directory) {
        return OpenTunnels.open(
                directory,
                prepared.request().outputs(),
                prepared.request().delivery().prefix().orElse(""),
                prepared.request().trust().caFile(),
                surroundings,
                failure -> prepared.job().say(failure.render()));
    }

    /** The multiplexer in this process, where it is asked for and can be had; without it each ssh connects for itself. */
    Optional<Multiplexing> multiplexerHere(Login login) {
        if (prepared.request().outputs().stream().noneMatch(OutputSpec::isMultiplexed)
                || surroundings.launcher().argv().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Multiplexing.start(
                    login.directory(),
                    new Multiplexing.Way(
                            prepared.request().endpoint().outputAddress(),
                            prepared.request().trust().caFile(),
                            prepared.request().endpoint().upgrades()),
                    surroundings.variables(),
                    surroundings.clock(),
                    PrivateIdentity::read));
        } catch (MachineIdException failed) {
            prepared.job()
                    .warning(Companion.NO_MULTIPLEXER + failed.what() + " ("
                            + failed.code().id() + ")");
            return Optional.empty();
        }
    }
}
