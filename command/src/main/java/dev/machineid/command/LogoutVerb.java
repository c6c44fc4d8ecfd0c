package dev.machineid.command;

import dev.machineid.core.session.Cleaner;
import java.nio.file.Path;
import java.util.Optional;

/** {@code logout}: removes what a login wrote; a second time there is nothing to do, which is no failure. */
final class LogoutVerb {
    private final Surroundings surroundings;
    private final Console console;

    LogoutVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.LOGOUT);
        Optional<Path> named = CredentialPlace.named(arguments, surroundings);
        if (named.isEmpty()) {
            console.print("nothing to remove: neither --directory nor MACHINE_ID_DIR names a place\n");
            return ExitCodes.OK;
        }
        Optional<Path> directory = CredentialPlace.marked(named.get());
        if (directory.isEmpty()) {
            console.print("nothing to remove: there are no credentials of machine-id in " + named.get() + "\n");
            return ExitCodes.OK;
        }
        int files = Cleaner.remove(directory.get());
        console.print("removed " + files + (files == 1 ? " file" : " files") + " in " + directory.get() + "\n");
        return ExitCodes.OK;
    }
}
