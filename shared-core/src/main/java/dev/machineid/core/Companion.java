package dev.machineid.core;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.Owner;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Registry;
import dev.machineid.core.session.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The one process beside a job that holds the tunnels of a login, and its ssh multiplexer, until the credentials are gone:
 * {@code machine-id serve}. It reads the newest certificates from the directory and knows no secret of the job.
 */
public final class Companion {
    /** What failed in it; lies beside the credentials and goes with them. */
    public static final String LOG = "companion.log";

    /** The verb of the program. */
    public static final String VERB = "serve";

    /** How a warning about the one thing begins that a job can do without. */
    public static final String NO_MULTIPLEXER = "the ssh multiplexer does not run, so each ssh connects for itself: ";

    private static final String FOLDER = "companion";
    private static final String READY = "ready";
    private static final String VARIABLE = "variable ";
    private static final String WARNING = "warning ";
    private static final String TUNNEL = "tunnel ";
    private static final String TASK = "task ";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SHOWN = 10;
    private static final int LONGEST = 300;

    private Companion() {}

    /**
     * What it serves.
     *
     * @param variables by final name; they lead to the first tunnel of each kind
     * @param tunnels each in words: {@code application hello at 127.0.0.1:41003}
     * @param warnings what does not work, and need not
     */
    public record Served(Map<String, String> variables, List<String> tunnels, List<String> warnings) {
        /** Nothing at all. */
        static final Served NOTHING = new Served(Map.of(), List.of(), List.of());

        public Served {
            tunnels = List.copyOf(tunnels);
            variables = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(variables));
            warnings = List.copyOf(warnings);
        }
    }

    /** Where it says that all listens. */
    static Path ready(Path directory) {
        return directory.resolve(FOLDER).resolve(READY);
    }

    /** What the directory's companion serves, or did; nothing where there is none. */
    public static Served served(Path directory) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> tunnels = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (String line : lines(ready(directory))) {
            int equals = line.indexOf('=');
            if (line.startsWith(VARIABLE) && equals > 0) {
                variables.put(line.substring(VARIABLE.length(), equals), line.substring(equals + 1));
            } else if (line.startsWith(TUNNEL)) {
                tunnels.add(line.substring(TUNNEL.length()));
            } else if (line.startsWith(WARNING)) {
                warnings.add(line.substring(WARNING.length()));
            }
        }
        return new Served(variables, tunnels, warnings);
    }

    /** What failed in it: some lines, safe to show. */
    public static List<String> said(Path directory) {
        return lines(directory.resolve(LOG)).stream()
                .filter(line -> !line.isBlank())
                .limit(SHOWN)
                .map(line -> SafeText.line(line, LONGEST))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** Whether a login's companion is there, or was; {@code NONE} where no output asked for one. */
    public enum State {
        NONE,
        RUNNING,
        ENDED
    }

    /** One line that is the same for the same task. */
    static String task(List<OutputSpec> outputs, String prefix) {
        return outputs.stream()
                .filter(output -> output.hasTunnel() || output.isMultiplexed())
                .map(output -> SafeText.line(output.toString(), LONGEST))
                .collect(Collectors.joining(" ", prefix + " ", ""));
    }

    /** Whether a process is there that serves just that. */
    static boolean serves(Path directory, String task) {
        return process(directory).isPresent() && lines(ready(directory)).contains(TASK + task);
    }

    /** How it stands with the directory's companion. */
    public static State state(Path directory) {
        if (process(directory).isPresent()) {
            return State.RUNNING;
        }
        return Files.exists(ready(directory)) ? State.ENDED : State.NONE;
    }

    /** The process, if it may still be there. */
    public static Optional<Owner> process(Path directory) {
        return Registry.read(directory.resolve(FOLDER)).flatMap(Marker::owner).filter(owner -> !owner.isGone());
    }

    /** Ends it and waits for that; what it listened on is free then. */
    public static void end(Path directory) {
        process(directory).ifPresent(owner -> owner.end(PATIENCE));
    }

    /**
     * Says that this process is the one, and that all listens.
     *
     * @param outputs what it was asked for
     * @throws InvalidRequestException {@link ErrorCode#CONFLICTING_OPTIONS} where another one serves already
     */
    public static void announce(Path directory, List<OutputSpec> outputs, String prefix, Served served, Clock clock) {
        requireAlone(directory);
        Instant expires = Registry.read(directory)
                .orElseThrow(() -> CredentialStore.gone(directory))
                .expires();
        PrivateDirectory folder = PrivateDirectory.create(directory, new Workspace(List.of(), true))
                .directory(FOLDER);
        Registry.claim(folder, new Marker(clock.instant(), expires, Optional.of(Owner.self())));
        StringBuilder text =
                new StringBuilder(TASK).append(task(outputs, prefix)).append('\n');
        served.variables()
                .forEach((name, value) -> text.append(VARIABLE)
                        .append(name)
                        .append('=')
                        .append(value)
                        .append('\n'));
        served.tunnels().forEach(line -> text.append(TUNNEL).append(line).append('\n'));
        served.warnings()
                .forEach(line -> text.append(WARNING)
                        .append(SafeText.line(line, LONGEST))
                        .append('\n'));
        folder.write(READY, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** One is enough: two would listen on the same ports. */
    public static void requireAlone(Path directory) {
        Optional<Owner> other = process(directory).filter(owner -> !owner.equals(Owner.self()));
        if (other.isPresent()) {
            throw new InvalidRequestException(
                    ErrorCode.CONFLICTING_OPTIONS,
                    "the process " + other.get().pid() + " serves these credentials already",
                    "one is enough; a logout ends it");
        }
    }

    /** Whether there is still somebody to serve: the credentials are there, and good or in use. */
    public static boolean isOfUse(Path directory, Clock clock, boolean busy) {
        return Registry.read(directory)
                .filter(login -> busy || clock.instant().isBefore(login.expires()))
                .isPresent();
    }
}
