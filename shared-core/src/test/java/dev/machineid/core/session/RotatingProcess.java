package dev.machineid.core.session;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A process that renews without end, to be killed: arguments are the base directory and whether it owns what it writes. */
public final class RotatingProcess {
    /** Enough for any moment of a kill; whoever is forgotten ends by itself. */
    private static final int MOST = 5_000;

    private RotatingProcess() {}

    public static void main(String[] arguments) {
        Workspace none = new Workspace(List.of(), false);
        PrivateDirectory base = PrivateDirectory.create(Path.of(arguments[0]), none);
        Optional<Owner> owner = arguments[1].equals("owned") ? Optional.of(Owner.self()) : Optional.empty();
        PrivateDirectory directory =
                base.directory(Sweep.PREFIX + ProcessHandle.current().pid());
        Registry.claim(directory, new Marker(Instant.now(), Instant.now().plusSeconds(3600), owner));
        Generations generations = new Generations(directory, Clock.systemUTC(), Duration.ofMillis(20));
        for (long number = 1; number <= MOST; number++) {
            byte[] content = Long.toString(number).repeat(200).getBytes(StandardCharsets.US_ASCII);
            PrivateDirectory generation = generations.begin();
            generation.write("key", content);
            generation.write("key-cert.pub", content);
            generations.publish(generation);
            Registry.claim(directory, new Marker(Instant.now(), Instant.now().plusSeconds(3600), owner));
            if (number == 1) {
                System.out.write('\n');
                System.out.flush();
            }
        }
    }
}
