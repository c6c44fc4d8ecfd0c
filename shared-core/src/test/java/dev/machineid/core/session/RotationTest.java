package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers that resolve {@code current} once see one whole generation, however fast it is replaced. */
class RotationTest {
    private static final int ROTATIONS = 10_000;
    private static final int READERS = 4;

    /** In rotations, about half a second; ten minutes in use. */
    private static final int GRACE = 200;

    @TempDir
    Path temporary;

    private final AtomicLong rotations = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong torn = new AtomicLong();
    private final AtomicLong overslept = new AtomicLong();
    private final AtomicLong mismatched = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** One second a rotation. */
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(1_800_000_000L + rotations.get());
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    @Test
    @Timeout(300)
    @SuppressWarnings("ThreadPriorityCheck") // for speed alone: the outcome does not rest on it
    void rotations_withReadersInTightLoops_showNobodyTwoGenerations() throws Exception {
        PrivateDirectory directory =
                PrivateDirectory.create(temporary.toRealPath().resolve("login"), new Workspace(List.of(), false));
        Generations generations = new Generations(directory, clock, Duration.ofSeconds(GRACE));
        rotate(generations);
        CountDownLatch running = new CountDownLatch(READERS);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Thread reader = new Thread(() -> {
                running.countDown();
                while (!stopped.get()) {
                    read(directory.path());
                    Thread.yield(); // or on a busy machine the readers leave nothing to the writer
                }
            });
            readers.add(reader);
            reader.start();
        }
        running.await();
        while (rotations.get() < ROTATIONS) {
            rotate(generations);
        }
        stopped.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        String figures = rotations + " rotations, " + reads + " reads by " + READERS + " readers: " + torn + " torn, "
                + mismatched + " mismatched (" + overslept + " kept from running for the whole grace time)";
        System.out.println(figures);
        assertThat(torn).as(figures).hasValue(0);
        assertThat(mismatched).as(figures).hasValue(0);
        assertThat(overslept).as(figures).hasValueLessThan(10);
        assertThat(reads).as(figures).hasValueGreaterThan(ROTATIONS / 10);
    }

    private void rotate(Generations generations) {
        byte[] number = Long.toString(rotations.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
        PrivateDirectory generation = generations.begin();
        generation.write("key", number);
        generation.write("key-cert.pub", number);
        generations.publish(generation);
    }

    private void read(Path directory) {
        long before = rotations.get();
        Optional<Path> current = Generations.current(directory);
        if (current.isEmpty()) {
            missing(before);
            return;
        }
        try {
            String key = Files.readString(current.get().resolve("key"));
            String certificate = Files.readString(current.get().resolve("key-cert.pub"));
            reads.incrementAndGet();
            if (key.isEmpty() || certificate.isEmpty()) {
                torn.incrementAndGet();
            } else if (!key.equals(certificate)) {
                mismatched.incrementAndGet();
            }
        } catch (IOException gone) {
            missing(before);
        }
    }

    /** A reader that the machine kept from running for the whole grace time has no promise to find anything. */
    private void missing(long before) {
        long newest = before - 1; // the one being written is not published yet
        (rotations.get() - newest > GRACE ? overslept : torn).incrementAndGet();
    }
}
