package dev.machineid.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.Login;
import dev.machineid.core.cluster.Retry;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.StoredIdentity;
import dev.machineid.core.session.Generations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets the job's time pass minute by minute and looks at the current generation in each. */
final class Simulation implements Retry.Sleeper {
    private final SimulatedClock clock;
    final Instant start;
    final List<Duration> pauses = new ArrayList<>();
    final Set<String> keys = new HashSet<>();
    final Set<String> serials = new HashSet<>();
    int minutes;
    int expired;
    private final Login login;
    private final Instant end;
    private final CountDownLatch over = new CountDownLatch(1);

    Simulation(SimulatedClock clock, Login login, Duration length) {
        this.clock = clock;
        this.start = clock.instant();
        this.login = login;
        this.end = start.plus(length);
    }

    @Override
    public void sleep(Duration pause) throws InterruptedException {
        pauses.add(pause);
        Instant until = clock.instant().plus(pause);
        for (Instant next = nextMinute(); !next.isAfter(until); next = nextMinute()) {
            clock.set(next);
            look();
            if (!next.isBefore(end)) {
                over.countDown();
                new CountDownLatch(1).await(); // until renewal is closed
            }
        }
        clock.set(until);
    }

    private Instant nextMinute() {
        return start.plus(Duration.ofMinutes(minutes + 1L));
    }

    private void look() {
        minutes++;
        try {
            Path generation = Generations.current(login.directory()).orElseThrow();
            StoredIdentity identity = IdentityFile.read(Files.readAllBytes(generation.resolve("identity")));
            Instant now = clock.instant();
            boolean good = identity.tls().getNotBefore().toInstant().isBefore(now)
                    && identity.tls().getNotAfter().toInstant().isAfter(now)
                    && identity.ssh().orElseThrow().validBefore().isAfter(now);
            expired += good ? 0 : 1;
            keys.add(Arrays.toString(identity.privateKey().getEncoded()));
            serials.add(identity.tls().getSerialNumber().toString());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void await() throws InterruptedException {
        assertThat(over.await(100, TimeUnit.SECONDS))
                .as("the simulated job has ended")
                .isTrue();
    }
}
