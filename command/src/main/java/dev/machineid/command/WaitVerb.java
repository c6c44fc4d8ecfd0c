package dev.machineid.command;

import dev.machineid.core.KeptCredentials;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.request.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** {@code wait}: comes back when a directory holds credentials that live for long enough, or when the time is over. */
final class WaitVerb {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Surroundings surroundings;
    private final Console console;

    WaitVerb(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.WAIT);
        Path directory = CredentialPlace.named(arguments, surroundings)
                .orElseThrow(() -> new InvalidRequestException(
                        ErrorCode.MISSING_OPTION,
                        "nothing says where the credentials will be",
                        "add --directory DIR, the daemon's"));
        Duration life = duration(arguments, "valid-for", "0s");
        Duration patience = duration(arguments, "timeout", "60s");
        Instant end = surroundings.clock().instant().plus(patience);
        while (true) {
            Instant now = surroundings.clock().instant();
            Optional<Instant> expires = KeptCredentials.expires(directory);
            if (expires.filter(until -> now.plus(life).isBefore(until)).isPresent()) {
                console.say("the credentials in " + directory + " are valid until "
                        + expires.get().truncatedTo(ChronoUnit.SECONDS));
                return ExitCodes.OK;
            }
            if (!now.isBefore(end)) {
                throw late(directory, expires, life, patience);
            }
            pause();
        }
    }

    private void pause() {
        try {
            surroundings.sleeper().sleep(LOOK);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private static InvalidRequestException late(
            Path directory, Optional<Instant> expires, Duration life, Duration patience) {
        return new InvalidRequestException(
                ErrorCode.NOT_READY,
                "there are no credentials in " + directory
                        + (life.isZero() ? "" : " that are valid for " + LoginReport.words(life)) + " after "
                        + LoginReport.words(patience),
                List.of("found: "
                        + expires.map(until -> "credentials until " + until.truncatedTo(ChronoUnit.SECONDS))
                                .orElse("none that this user can see")),
                "look at the daemon's log and its /readyz; this user has to be one of the readers, and valid-for less"
                        + " than half of the daemon's ttl",
                null);
    }

    private static Duration duration(Arguments arguments, String word, String preset) {
        Duration duration = Durations.parse(arguments.one(word).orElse(preset));
        if (duration.compareTo(LONGEST) > 0) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE, "--" + word + " is more than 24h", "write at most 24h");
        }
        return duration;
    }
}
