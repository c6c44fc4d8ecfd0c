package dev.machineid.command;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.session.Generations;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code status}: who the credentials here are and until when; fails if they are of no use. */
final class StatusVerb {
    private final Surroundings surroundings;
    private final Console console;

    StatusVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.STATUS);
        boolean json = arguments.flag("json");
        try {
            Status status =
                    Status.read(generation(arguments), surroundings.clock().instant());
            console.print(json ? status.json() + "\n" : status.text() + "\n");
            return status.valid() ? ExitCodes.OK : ExitCodes.NOT_LOGGED_IN;
        } catch (InvalidRequestException none) {
            if (json) {
                console.print("{\"valid\":false,\"code\":\"" + none.code().id() + "\"}\n");
            }
            throw none;
        }
    }

    private Path generation(Arguments arguments) {
        Optional<Path> named = CredentialPlace.named(arguments, surroundings);
        if (named.isEmpty()) {
            throw missing("no place of credentials is known", List.of("the variable MACHINE_ID_DIR is not set"));
        }
        Path directory = CredentialPlace.marked(named.get())
                .orElseThrow(() -> missing("there are no credentials in " + named.get(), List.of()));
        return Generations.current(directory)
                .orElseThrow(() -> missing(
                        "there are no credentials in " + directory,
                        List.of("a login began here and wrote none; it failed, or is still running")));
    }

    private static InvalidRequestException missing(String what, List<String> details) {
        return new InvalidRequestException(
                ErrorCode.NOT_LOGGED_IN,
                what,
                details,
                "log in with machine-id login, or name the place with --directory",
                null);
    }
}
