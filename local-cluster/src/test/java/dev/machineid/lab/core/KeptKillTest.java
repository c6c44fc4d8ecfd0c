package dev.machineid.lab.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.session.Workspace;
import dev.machineid.core.state.KeptState;
import dev.machineid.core.state.StateDirectory;
import dev.machineid.lab.LabBuilder;
import dev.machineid.lab.LabClusterExtension;
import dev.machineid.lab.join.LabToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in the middle of renewals, many times on one state: the state is always whole, the bot is never locked,
 * and the next login works.
 */
class KeptKillTest {
    private static final int LINES = 2;
    private static final int KILLS = 9;
    private static final int SEED = 20261122;

    @RegisterExtension
    static final LabClusterExtension LAB =
            new LabClusterExtension(builder -> bots(builder).joinService(false).countRenewalsPerBot());

    @TempDir
    Path directory;

    private static LabBuilder bots(LabBuilder builder) {
        for (int i = 0; i < LINES * KILLS; i++) {
            builder.bot("killed-" + i, "ci");
        }
        return builder;
    }

    /** What happened on one line of kills. */
    private record Tally(int kills, int unfinished, int lost) {}

    @Test
    @Timeout(240)
    void kills_atRandomMoments_leaveAWholeStateAndNoLock() throws Exception {
        ExecutorService lines = Executors.newFixedThreadPool(LINES);
        List<Future<Tally>> all = new java.util.ArrayList<>();
        for (int line = 0; line < LINES; line++) {
            int number = line;
            all.add(lines.submit(() -> line(number, new Random(SEED + number))));
        }
        int kills = 0;
        int unfinished = 0;
        int lost = 0;
        for (Future<Tally> one : all) {
            kills += one.get().kills();
            unfinished += one.get().unfinished();
            lost += one.get().lost();
        }
        lines.shutdown();
        String figures = kills + " kills, " + unfinished
                + " in the middle of a renewal, of which the cluster had counted " + lost + "; no bot was locked";
        assertThat(kills).as(figures).isEqualTo(LINES * KILLS);
        assertThat(unfinished).as(figures).isPositive();
        System.out.println(figures);
    }

    private Tally line(int number, Random random) throws Exception {
        int unfinished = 0;
        int lost = 0;
        int bot = number * KILLS;
        FakeJob job = fresh(number, bot);
        for (int kill = 0; kill < KILLS; kill++) {
            long ahead = 60L * (kill + 1); // an interrupted renewal is looked at once it is some time ago
            kill(job, ahead, kill % 3 == 0 ? random.nextInt(40_000) : -1);
            KeptState left = read(job);
            assertThat(left.identity()).isPresent();
            unfinished += left.unfinished().isPresent() ? 1 : 0;

            job.warnings.clear();
            job.login(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(ahead + 59)))
                    .close();
            if (job.warnings.stream().anyMatch(text -> text.contains("MID-1124"))) {
                lost++;
                bot++;
                job = fresh(number, bot);
            } else {
                assertThat(read(job).unfinished()).isEmpty();
            }
        }
        return new Tally(KILLS, unfinished, lost);
    }

    /** A job of a bot that nobody used before, with an empty state. */
    private FakeJob fresh(int line, int bot) throws Exception {
        String secret = UUID.randomUUID().toString();
        LAB.cluster().addToken(LabToken.secret(secret).bot("killed-" + bot));
        Path own = Files.createDirectories(directory.resolve("line-" + line + "-" + bot));
        FakeJob job = new FakeJob(LAB.cluster(), own)
                .option("join-method", "token")
                .option("state-directory", own.resolve("state").toString())
                .option("secret-env", "JOIN_SECRET")
                .variable("JOIN_SECRET", secret);
        job.login().close();
        return job;
    }

    private static KeptState read(FakeJob job) {
        Path state = Path.of(job.options.get("state-directory"));
        try (StateDirectory open = StateDirectory.open(state, new Workspace(List.of(), false))) {
            Optional<KeptState> read = open.read();
            assertThat(read).isPresent();
            return read.get();
        }
    }

    /** Until the state says that a renewal is asked for: the moment that matters most. */
    private static void awaitRenewal(Process process, Path state) throws Exception {
        Instant limit = Instant.now().plusSeconds(30);
        while (!Files.readString(state).contains("\"unfinished\"")) {
            assertThat(process.isAlive() && Instant.now().isBefore(limit))
                    .as("a renewal is seen")
                    .isTrue();
        }
    }

    /** @param micros after how long; below zero in the middle of the next renewal */
    private static void kill(FakeJob job, long ahead, int micros) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeptProcess.class.getName(),
                        job.options.get("proxy"),
                        job.options.get("ca-file"),
                        job.options.get("state-directory"),
                        job.temporary.toString(),
                        Long.toString(ahead))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JOIN_SECRET", job.variables.get("JOIN_SECRET"));
        Process process = builder.start();
        try {
            assertThat(process.getInputStream().read()).isEqualTo('\n');
            if (micros < 0) {
                awaitRenewal(
                        process, Path.of(job.options.get("state-directory")).resolve(StateDirectory.FILE));
            } else {
                process.waitFor(micros, TimeUnit.MICROSECONDS);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
