package dev.machineid.command;

import dev.machineid.core.Companion;
import dev.machineid.core.Multiplexing;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code ssh-multiplexer}: serves every ssh of an earlier login for as long as its credentials are there and good. */
final class SshMultiplexerVerb {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Surroundings surroundings;
    private final Console console;

    SshMultiplexerVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.SSH_MULTIPLEXER);
        Multiplexing.Way way = WayWords.read(arguments, surroundings, Verb.SSH_MULTIPLEXER);
        Path directory = CredentialPlace.named(arguments, surroundings)
                .flatMap(CredentialPlace::marked)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.NOT_LOGGED_IN,
                        "there are no credentials of machine-id where --directory or MACHINE_ID_DIR says",
                        List.of(),
                        "log in first, or name the place with --directory",
                        null));
        return Ending.guard(surroundings.halt(), ending -> {
            try (Multiplexing serving = Multiplexing.start(
                    directory, way, surroundings.variables(), surroundings.clock(), PrivateIdentity::read)) {
                console.say("serving every ssh with the credentials in " + directory);
                while (Companion.isOfUse(directory, surroundings.clock(), serving.isInUse()) && !ending.stopping()) {
                    surroundings.sleeper().sleep(LOOK);
                }
            }
            return ExitCodes.OK;
        });
    }
}
