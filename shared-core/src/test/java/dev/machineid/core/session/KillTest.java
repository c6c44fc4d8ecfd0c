package dev.machineid.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of writing: the next start finds a whole generation or nothing, and can remove it. */
class KillTest {
    private static final int KILLS = 200;
    private static final int SEED = 20261122;

    @TempDir
    Path temporary;

    /** What a killed process left. */
    private record Remains(boolean owned, boolean generation, int directories) {}

    @Test
    @Timeout(240)
    void kills_atRandomMoments_leaveNothingOrAWholeGeneration() throws Exception {
        Random random = new Random(SEED);
        ExecutorService pair = Executors.newFixedThreadPool(2);
        List<Future<Remains>> kills = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            int number = i;
            int micros = random.nextInt(12_000);
            // One in four is killed while it starts, the others between two moments of writing.
            long startMillis = i % 4 == 0 ? 40 + random.nextInt(160) : -1;
            kills.add(pair.submit(() -> kill(number, startMillis, micros)));
        }
        int whole = 0;
        int owned = 0;
        for (Future<Remains> kill : kills) {
            Remains remains = kill.get();
            whole += remains.generation() ? 1 : 0;
            owned += remains.owned() ? 1 : 0;
        }
        pair.shutdown();
        String figures = KILLS + " kills, " + whole + " left a whole generation, " + (KILLS - whole) + " left none, "
                + owned + " had an owner and left nothing after the sweep";
        assertThat(whole).as(figures).isGreaterThan(KILLS / 2);
        System.out.println(figures);
    }

    private Remains kill(int number, long startMillis, int micros) throws Exception {
        Path base = temporary.toRealPath().resolve("base-" + number);
        boolean owned = number % 2 == 0;
        Process process = start(base, owned);
        try {
            if (startMillis < 0) {
                assertThat(process.getInputStream().read()).isEqualTo('\n');
                process.waitFor(micros, TimeUnit.MICROSECONDS);
            } else {
                process.waitFor(startMillis, TimeUnit.MILLISECONDS);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        boolean whole = whole(base);
        if (owned) {
            new Sweep(Clock.systemUTC(), Duration.ZERO).run(base);
            assertThat(entries(base)).as("after the sweep of kill %d", number).isEmpty();
        } else {
            new Sweep(Clock.systemUTC(), Duration.ofHours(1)).run(base);
            assertThat(whole(base)).isEqualTo(whole);
            new Sweep(Clock.offset(Clock.systemUTC(), Duration.ofHours(3)), Duration.ofHours(1)).run(base);
            assertThat(entries(base))
                    .as("when the credentials of kill %d have ended", number)
                    .isEmpty();
        }
        return new Remains(owned, whole, entries(base).size());
    }

    private static Process start(Path base, boolean owned) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RotatingProcess.class.getName(),
                        base.toString(),
                        owned ? "owned" : "free")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Whether there is a current generation; one that is there must be whole. */
    private static boolean whole(Path base) throws IOException {
        for (Path login : entries(base)) {
            Optional<Path> current = Generations.current(login);
            if (current.isPresent()) {
                String key = Files.readString(current.get().resolve("key"));
                assertThat(Files.readString(current.get().resolve("key-cert.pub")))
                        .isEqualTo(key);
                assertThat(key).hasSizeGreaterThanOrEqualTo(200);
                return true;
            }
        }
        return false;
    }

    private static List<Path> entries(Path base) throws IOException {
        if (!Files.isDirectory(base, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(base)) {
            return all.toList();
        }
    }
}
