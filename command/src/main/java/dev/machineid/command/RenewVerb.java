package dev.machineid.command;

import dev.machineid.core.Renewal;
import dev.machineid.core.StoredLogin;
import dev.machineid.core.identity.JobKey;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.Source;
import dev.machineid.core.session.Generations;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code renew}: keeps the credentials of an earlier login fresh for as long as they are there. */
final class RenewVerb {
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final RawOptions DEFAULTS = RawOptions.builder()
            .put("renew", "true", Source.of(Source.Kind.ADAPTER_DEFAULT, "renew"))
            .build();

    private final Surroundings surroundings;
    private final Console console;
    private final Redactor redactor;

    RenewVerb(Surroundings surroundings, Console console, Redactor redactor) {
        this.surroundings = surroundings;
        this.console = console;
        this.redactor = redactor;
    }

    int run(Arguments arguments) {
        arguments.requireNothingElse(Verb.RENEW);
        Optional<Path> named = CredentialPlace.named(arguments, surroundings);
        Path directory = named.flatMap(CredentialPlace::marked)
                .orElseThrow(() -> missing(named.map(place -> "there are no credentials in " + place)
                        .orElse("no place of credentials is known: the variable MACHINE_ID_DIR is not set")));
        Preparation prepared = Preparation.of(arguments, DEFAULTS, surroundings, console, redactor);
        return Ending.guard(surroundings.halt(), ending -> {
            // Inside, since from here on a logout knows whom to end.
            StoredLogin login = prepared.machineId().reopen(prepared.request(), directory, key(directory));
            prepared.job().say("renewing the credentials in " + directory + " until they are removed");
            try (Renewal renewal = Renewal.start(
                    login, prepared.job(), surroundings.clock(), surroundings.sleeper(), new SecureRandom())) {
                while (login.isThere() && !ending.stopping()) {
                    if (renewal.failure().isPresent()) {
                        throw renewal.failure().get();
                    }
                    surroundings.sleeper().sleep(LOOK);
                }
            }
            prepared.job().say("the renewal has ended");
            return ExitCodes.OK;
        });
    }

    /** One key a job: renewal replaces what is certified about it. */
    private static JobKey key(Path directory) {
        Path generation = Generations.current(directory)
                .orElseThrow(() -> missing("there are no credentials in " + directory + " yet"));
        StoredIdentity identity = PrivateIdentity.read(generation.resolve("identity"));
        return JobKey.of(new KeyPair(identity.tls().getPublicKey(), identity.privateKey()));
    }

    private static InvalidRequestException missing(String what) {
        return new InvalidRequestException(
                ErrorCode.NOT_LOGGED_IN,
                what,
                List.of(),
                "log in with machine-id login --renew, or name the place with --directory",
                null);
    }
}
