package dev.machineid.command;

import dev.machineid.core.session.Generations;
import dev.machineid.core.session.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the credentials of an earlier login lie: what {@code logout} removes and {@code status} reads. */
final class CredentialPlace {
    private static final String VARIABLE = "MACHINE_ID_DIR";
    private static final String OPTION = "MACHINE_ID_OPT_DIRECTORY";
    private static final String PREFIX = "MACHINE_ID_OPT_PREFIX";

    private CredentialPlace() {}

    /** What the command line or a variable says; empty where nothing does. */
    static Optional<Path> named(Arguments arguments, Surroundings surroundings) {
        String prefix = prefix(arguments, surroundings);
        return arguments
                .one("directory")
                .or(() -> variable(prefix + VARIABLE, surroundings))
                .or(() -> variable(OPTION, surroundings))
                .map(text ->
                        Preparation.path(surroundings.workingDirectory(), text).normalize());
    }

    /** What stands in front of every variable's name. */
    static String prefix(Arguments arguments, Surroundings surroundings) {
        return arguments.one("prefix").or(() -> variable(PREFIX, surroundings)).orElse("");
    }

    /**
     * The directory that carries our marker: the one named, or the one above where that is {@code DIR/current} or
     * {@code DIR/generations/N}, as the variables say it.
     */
    static Optional<Path> marked(Path named) {
        return Stream.concat(Stream.of(named), above(named).stream())
                .filter(directory -> Registry.read(directory).isPresent())
                .findFirst();
    }

    private static List<Path> above(Path named) {
        Path parent = named.getParent();
        if (parent == null) {
            return List.of();
        }
        if (named.endsWith(Generations.CURRENT)) {
            return List.of(parent);
        }
        Path above = parent.getParent();
        return parent.endsWith("generations") && above != null ? List.of(above) : List.of();
    }

    private static Optional<String> variable(String name, Surroundings surroundings) {
        return Optional.ofNullable(surroundings.variables().get(name)).filter(value -> !value.isBlank());
    }
}
