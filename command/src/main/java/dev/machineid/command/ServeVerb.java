package dev.machineid.command;

import dev.machineid.core.Companion;
import dev.machineid.core.CompanionStart;
import dev.machineid.core.Multiplexing;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.MachineIdException;
import dev.machineid.core.request.OutputSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code serve}: holds the tunnels of an earlier login, and its ssh multiplexer, for as long as its credentials are there and
 * good; what a login starts beside a job.
 */
final class ServeVerb {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    ServeVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.SERVE);
        List<OutputSpec> outputs =
                OutputSpec.parseAll(WayWords.required(arguments, surroundings, "outputs", Verb.SERVE));
        if (outputs.stream().noneMatch(output -> output.hasTunnel() || output.isMultiplexed())) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "none of the outputs has a port, and none is ssh with the multiplexer",
                    "write application:NAME,port=auto, database:NAME,port=auto or ssh,proxy-command=multiplexer");
        }
        Multiplexing.Way way = WayWords.read(arguments, surroundings, Verb.SERVE);
        Path directory = CredentialPlace.named(arguments, surroundings)
                .flatMap(CredentialPlace::marked)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.NOT_LOGGED_IN,
                        "there are no credentials of machine-id where --directory or MACHINE_ID_DIR says",
                        "log in first, or name the place with --directory"));
        String prefix = CredentialPlace.prefix(arguments, surroundings);
        EnvironmentFormat format =
                arguments.one("format").map(EnvironmentFormat::parse).orElse(EnvironmentFormat.SHELL);
        if (arguments.flag("background")) {
            return background(directory, outputs, way, prefix, format);
        }
        Companion.requireAlone(directory);
        return Ending.guard(surroundings.halt(), ending -> {
            try (OpenTunnels tunnels =
                            OpenTunnels.open(directory, outputs, prefix, Optional.empty(), surroundings, this::tell);
                    OptionalMultiplexer ssh = OptionalMultiplexer.open(directory, outputs, way, surroundings)) {
                Companion.announce(
                        directory,
                        outputs,
                        prefix,
                        new Companion.Served(tunnels.variables(), tunnels.words(), ssh.warnings()),
                        surroundings.clock());
                ssh.warnings().forEach(warning -> console.say("warning: " + redactor.redact(warning)));
                console.print(format.write(tunnels.variables()));
                while (Companion.isOfUse(directory, surroundings.clock(), tunnels.isInUse() || ssh.isInUse())
                        && !ending.stopping()) {
                    surroundings.sleeper().sleep(LOOK);
                }
            }
            return ExitCodes.OK;
        });
    }

    /** As a login starts it: for those who have laid the files down by other means. */
    private int background(
            Path directory, List<OutputSpec> outputs, Multiplexing.Way way, String prefix, EnvironmentFormat format) {
        CompanionStart start = new CompanionStart(
                surroundings.launcher().argv(),
                outputs,
                way,
                prefix,
                CompanionStart.harmless(surroundings.variables()));
        start.requirePossible(surroundings.launcher().why());
        return Ending.guard(surroundings.halt(), ending -> {
            Companion.Served served = start.run(directory, ending::stopping);
            served.warnings().forEach(warning -> console.say("warning: " + redactor.redact(warning)));
            served.tunnels().forEach(console::say);
            console.print(format.write(served.variables()));
            return ExitCodes.OK;
        });
    }

    /** The tunnel goes on; the next connection may come about. */
    private void tell(MachineIdException failure) {
        console.say(Failure.text(failure, true, false, redactor));
    }

    /** The multiplexer where an output asks for it; beside a tunnel it may be missing. */
    private record OptionalMultiplexer(Optional<Multiplexing> serving, List<String> warnings) implements AutoCloseable {
        static OptionalMultiplexer open(
                Path directory, List<OutputSpec> outputs, Multiplexing.Way way, Surroundings surroundings) {
            if (outputs.stream().noneMatch(OutputSpec::isMultiplexed)) {
                return new OptionalMultiplexer(Optional.empty(), List.of());
            }
            try {
                return new OptionalMultiplexer(
                        Optional.of(Multiplexing.start(
                                directory, way, surroundings.variables(), surroundings.clock(), PrivateIdentity::read)),
                        List.of());
            } catch (MachineIdException failed) {
                if (outputs.stream().noneMatch(OutputSpec::hasTunnel)) {
                    throw failed;
                }
                return new OptionalMultiplexer(
                        Optional.empty(),
                        List.of(Companion.NO_MULTIPLEXER + failed.what() + " ("
                                + failed.code().id() + ")"));
            }
        }

        boolean isInUse() {
            return serving.filter(Multiplexing::isInUse).isPresent();
        }

        @Override
        public void close() {
            serving.ifPresent(Multiplexing::close);
        }
    }
}
