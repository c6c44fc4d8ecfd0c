package dev.machineid.core;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.output.Place;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.session.Generations;
import dev.machineid.core.session.KeptPlace;
import dev.machineid.core.session.Marker;
import dev.machineid.core.session.PrivateDirectory;
import dev.machineid.core.session.Readers;
import dev.machineid.core.session.Registry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directory that a daemon keeps filled with fresh credentials for readers on the same machine: a generation each time,
 * with a note about it, opened to its readers before anybody can find it. This process is its one writer until
 * {@link #close}; what is in it stays then.
 */
public final class KeptDirectory implements Deliverer, AutoCloseable {
    /** An old generation stays readable for whoever has just resolved it. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final KeptPlace place;
    private final PrivateDirectory directory;
    private final Readers readers;
    private final Clock clock;

    private KeptDirectory(KeptPlace place, Readers readers, Clock clock) {
        this.place = place;
        this.directory = place.directory();
        this.readers = readers;
        this.clock = clock;
    }

    /**
     * Takes the directory, made if it is missing, and removes what a killed daemon had half written.
     *
     * @throws InvalidRequestException DAEMON_THERE_ALREADY if another process keeps it; DIRECTORY_UNSAFE if something else
     *     lies in it
     */
    public static KeptDirectory open(Path path, Readers readers, Clock clock) {
        KeptPlace place = KeptPlace.forReaders(path, readers, clock.instant());
        try {
            new Generations(place.directory(), clock, GRACE).sweep();
            return new KeptDirectory(place, readers, clock);
        } catch (RuntimeException failed) {
            place.close();
            throw failed;
        }
    }

    /** Its real path. */
    public Path path() {
        return directory.path();
    }

    /** When the credentials end that are there now; empty where there are none that can be read. */
    public Optional<Instant> expires() {
        return KeptCredentials.find(directory.path()).map(KeptCredentials::expires);
    }

    @Override
    public Delivery deliver(
            Issued issued,
            List<OutputSpec> outputs,
            ProxyAccess proxy,
            List<String> program,
            boolean following,
            Runnable last) {
        Delivery all = new Generations(directory, clock, GRACE).next(generation -> {
            Place where = new Place(
                    generation.path(),
                    generation.path(),
                    proxy.address().host(),
                    proxy.address().port(),
                    proxy.options());
            List<GenerationNote.Part> parts = new ArrayList<>();
            List<Delivery> deliveries = new ArrayList<>();
            for (OutputSpec output : outputs) {
                Delivery delivery = CredentialStore.contents(output, issued, outputs, program, where);
                parts.add(GenerationNote.Part.of(output.toString(), delivery));
                deliveries.add(delivery);
            }
            Delivery made = deliveries.stream().reduce(Delivery::and).orElseThrow();
            made.files().forEach(generation::write);
            generation.write(
                    GenerationNote.FILE, note(issued, proxy, parts).json().getBytes(StandardCharsets.UTF_8));
            readers.open(generation.path());
            last.run();
            return made;
        });
        Registry.claim(directory, new Marker(clock.instant(), issued.expiry(), Optional.empty()));
        return all;
    }

    private static GenerationNote note(Issued issued, ProxyAccess proxy, List<GenerationNote.Part> parts) {
        Credentials credentials = issued.credentials();
        return new GenerationNote(
                credentials.cluster(),
                Guarding.botName(TeleportIdentity.of(credentials.tls())),
                issued.roles(),
                Reporting.logins(credentials),
                credentials.leaves(),
                proxy.address().toString(),
                proxy.options(),
                issued.expiry(),
                parts);
    }

    /** Lets another daemon have it; the credentials stay. */
    @Override
    public void close() {
        place.close();
    }
}
