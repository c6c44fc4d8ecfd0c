package dev.machineid.command;

import dev.machineid.core.Companion;
import dev.machineid.core.Multiplexing;
import dev.machineid.core.session.Cleaner;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.Registry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code logout}: removes what a login wrote; a second time there is nothing to do, which is no failure. */
final class LogoutVerb {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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
        endRenewal(directory.get());
        endServing(directory.get());
        int files = Cleaner.remove(directory.get());
        console.print("removed " + files + (files == 1 ? " file" : " files") + " in " + directory.get() + "\n");
        return ExitCodes.OK;
    }

    /** What nobody has seen so far: why a connection through a tunnel did not come about. */
    private void endServing(Path directory) {
        Optional<Owner> multiplexer = Multiplexing.server(directory).filter(owner -> !owner.isGone());
        Optional<Owner> companion = Companion.process(directory);
        boolean tunnels = !Companion.served(directory).variables().isEmpty();
        if (companion.isPresent() && companion.get().end(PATIENCE) && tunnels) {
            console.print("ended the tunnels\n");
        }
        if (multiplexer.isPresent() && multiplexer.get().end(PATIENCE)) {
            console.print("ended the ssh multiplexer\n");
        }
        List<String> said = Companion.said(directory);
        if (!said.isEmpty()) {
            console.say("the tunnels said:\n  " + String.join("\n  ", said));
        }
    }

    /** First, so that nothing is written while it is removed. */
    private void endRenewal(Path directory) {
        Optional<Owner> renewer = Registry.read(directory).flatMap(Marker::renewer);
        if (renewer.isPresent() && !renewer.get().isGone() && renewer.get().end(PATIENCE)) {
            console.print("ended the renewal of these credentials\n");
        }
    }
}
