package dev.machineid.command;

import dev.machineid.core.Login;
import dev.machineid.core.Multiplexing;
import dev.machineid.core.Renewal;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import dev.machineid.core.session.Owner;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code exec}: credentials for one command, which are gone when it ends. */
final class ExecVerb {
    /** A command may outlive its certificates. */
    private static final RawOptions DEFAULTS = RawOptions.builder()
            .put("renew", "true", Source.of(Source.Kind.ADAPTER_DEFAULT, "exec"))
            .build();

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    ExecVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        if (!arguments.loose().isEmpty() || arguments.behind().isEmpty()) {
            throw Arguments.mistake(
                    arguments.behind().isEmpty()
                            ? "there is no command behind --"
                            : "there are words between the options and --",
                    Verb.EXEC);
        }
        Preparation prepared = Preparation.of(arguments, DEFAULTS, surroundings, console, redactor);
        List<String> command = arguments.behind();
        CommandLookup.require(command.get(0), surroundings.variables(), surroundings.workingDirectory());
        if (prepared.request().dryRun()) {
            prepared.job().say(prepared.text(prepared.rehearse()));
            return ExitCodes.OK;
        }
        return Ending.guard(surroundings.halt(), ending -> {
            Login login = prepared.machineId().login(prepared.request(), Optional.of(Owner.self()));
            Optional<Renewal> renewal = renewal(login, prepared);
            CompanionProcess companion = new CompanionProcess(surroundings, prepared);
            Optional<Multiplexing> multiplexer = companion.multiplexerHere(login);
            try {
                login.report().warnings().forEach(prepared.job()::warning);
                prepared.job().say(login.report().text());
                if (ending.stopping()) {
                    return ExitCodes.FAULT;
                }
                try (OpenTunnels tunnels = companion.tunnelsHere(login.directory())) {
                    Map<String, String> environment = environment(login, prepared);
                    environment.putAll(tunnels.variables());
                    Process child = start(command, environment);
                    ending.started(child);
                    return child.waitFor();
                }
            } finally {
                renewal.ifPresent(Renewal::close);
                multiplexer.ifPresent(Multiplexing::close);
                Ending.close(login, prepared.job());
            }
        });
    }

    private Optional<Renewal> renewal(Login login, Preparation prepared) {
        return Optional.of(prepared.request().renew())
                .filter(renew -> renew)
                .map(renew -> Renewal.start(
                        login, prepared.job(), surroundings.clock(), surroundings.sleeper(), new SecureRandom()));
    }

    private Map<String, String> environment(Login login, Preparation prepared) {
        Map<String, String> environment = new java.util.HashMap<>(surroundings.variables());
        ProofVariables.used(prepared.request(), login.report().method(), surroundings.variables())
                .forEach(environment::remove);
        environment.putAll(login.environment());
        return environment;
    }

    private Process start(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .inheritIO()
                .directory(surroundings.workingDirectory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException refused) {
            throw CommandUnavailable.notExecutable(command.get(0), refused);
        }
    }
}
