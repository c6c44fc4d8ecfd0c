package dev.machineid.command;

import dev.machineid.core.TargetTunnel;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.session.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code tunnel}: a loopback port that leads to an application or a database, for one command or until it is stopped. */
final class TunnelVerb {
    private static final int LAST_PORT = 65535;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    TunnelVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        OutputSpec target = target(arguments);
        OptionalInt port = port(arguments);
        List<String> command = arguments.behind();
        if (!command.isEmpty()) {
            CommandLookup.require(command.get(0), surroundings.variables(), surroundings.workingDirectory());
        }
        Path directory = directory(arguments);
        TargetTunnel.Settings settings = new TargetTunnel.Settings(
                surroundings.variables(), caFile(Preparation.options(arguments, surroundings)));
        return Ending.guard(surroundings.halt(), ending -> {
            try (TargetTunnel tunnel =
                    TargetTunnel.open(directory, target, settings, port, surroundings.clock(), this::tell)) {
                Map<String, String> variables = prefixed(arguments, tunnel.variables());
                if (command.isEmpty()) {
                    console.say("127.0.0.1:" + tunnel.port() + " leads to the " + target.kind() + " "
                            + target.name().orElse("") + " until the credentials in " + directory + " are removed");
                    console.print(EnvironmentFormat.SHELL.write(variables));
                    while (Registry.read(directory).isPresent() && !ending.stopping()) {
                        surroundings.sleeper().sleep(LOOK);
                    }
                    return ExitCodes.OK;
                }
                Process child = start(command, variables);
                ending.started(child);
                return child.waitFor();
            }
        });
    }

    /** The tunnel goes on; the next connection may come about. */
    private void tell(MachineIdException failure) {
        console.say(Failure.text(failure, true, false, redactor));
    }

    private static OutputSpec target(Arguments arguments) {
        List<String> words = arguments.loose();
        Optional<OutputKind> kind = words.stream()
                .findFirst()
                .flatMap(OutputKind::find)
                .filter(found -> found == OutputKind.APPLICATION || found == OutputKind.DATABASE);
        if (kind.isEmpty() || words.size() != 2) {
            throw Arguments.mistake(
                    words.size() > 2
                            ? SafeText.quote(words.get(2)) + " belongs to no option"
                            : "there is no target: write application NAME or database NAME",
                    Verb.TUNNEL);
        }
        return OutputSpec.of(kind.get(), words.get(1));
    }

    private static OptionalInt port(Arguments arguments) {
        Optional<String> text = arguments.one("port");
        if (text.filter(port -> !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > LAST_PORT)
                .isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    SafeText.quote(text.orElse("")) + " is not a port",
                    "write a number from 1 to 65535, or leave --port out for any free one");
        }
        return text.map(Integer::parseInt).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private Path directory(Arguments arguments) {
        Optional<Path> named = CredentialPlace.named(arguments, surroundings);
        return named.flatMap(CredentialPlace::marked)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.NOT_LOGGED_IN,
                        named.map(place -> "there are no credentials in " + place)
                                .orElse("no place of credentials is known: the variable MACHINE_ID_DIR is not set"),
                        "log in with machine-id login, or name the place with --directory"));
    }

    private Optional<Path> caFile(RawOptions options) {
        return options.has("ca-file")
                ? Optional.of(Preparation.path(
                        surroundings.workingDirectory(),
                        options.values("ca-file").get(0).text().strip()))
                : Optional.empty();
    }

    private Map<String, String> prefixed(Arguments arguments, Map<String, String> variables) {
        Map<String, String> named = new java.util.LinkedHashMap<>();
        String prefix = CredentialPlace.prefix(arguments, surroundings);
        variables.forEach((name, value) -> named.put(prefix + name, value));
        return named;
    }

    private Process start(List<String> command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .inheritIO()
                .directory(surroundings.workingDirectory().toFile());
        Map<String, String> environment = new HashMap<>(surroundings.variables());
        environment.putAll(variables);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException refused) {
            throw CommandUnavailable.notExecutable(command.get(0), refused);
        }
    }
}
