package dev.machineid.command.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One identity of the configuration.
 *
 * @param name as the file says it
 * @param state where the bot's own identity lies, for the join methods that keep one
 * @param destinations at least one; they are filled one after the other
 */
public record KeptIdentity(String name, Optional<Path> state, List<Destination> destinations) {
    public KeptIdentity {
        destinations = List.copyOf(destinations);
    }
}
