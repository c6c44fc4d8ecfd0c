package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hundred jobs behind one address begin together, before a server that limits by address as Teleport does.
 *
 * <p>Time is simulated: each job is a thread that runs only while the others wait, so every run is the same.
 */
@Timeout(60)
class ManyClientsTest {
    private static final int JOBS = 200;
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    /** A bucket that fills at a rate and holds a burst; it may tell how long to wait. */
    private static final class Limiter {
        private final double perSecond;
        private final int burst;
        private final boolean tells;
        private double tokens;
        private Instant last = START;
        private int asked;

        Limiter(int perMinute, int burst, boolean tells) {
            this.perSecond = perMinute / 60.0;
            this.burst = burst;
            this.tells = tells;
            this.tokens = burst;
        }

        void ask(Instant now) {
            asked++;
            tokens = Math.min(
                    burst, tokens + perSecond * Duration.between(last, now).toMillis() / 1000.0);
            last = now;
            if (tokens < 1) {
                Duration wait = tells ? Duration.ofSeconds((long) Math.ceil((1 - tokens) / perSecond)) : null;
                throw new FaultException(ErrorCode.RATE_LIMITED, "slow down", List.of(), "", null, wait);
            }
            tokens--;
        }
    }

    /** One job's clock; it moves when the job is woken. */
    private static final class JobClock extends Clock {
        private volatile Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** One job, run step by step: from one wait to the next. */
    private static final class Job {
        final JobClock clock = new JobClock();
        final List<Duration> waits = new ArrayList<>();
        private final Exchanger<Boolean> steps = new Exchanger<>();
        volatile boolean done;
        volatile boolean in;
        volatile @Nullable Throwable failure;

        Job(int seed, Limiter server, Duration timeout) {
            Retry retry = new Retry(Deadline.after(timeout, clock), new Random(seed), this::sleep, notice -> {});
            Thread thread = new Thread(() -> {
                try {
                    handOver();
                    in = retry.run(() -> {
                        server.ask(clock.now);
                        return true;
                    });
                } catch (FaultException | DeniedException | InterruptedException failed) {
                    failure = failed;
                } finally {
                    done = true;
                }
                try {
                    handOver();
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void handOver() throws InterruptedException {
            steps.exchange(true);
        }

        private void sleep(Duration time) throws InterruptedException {
            waits.add(time);
            clock.now = clock.now.plus(time);
            steps.exchange(true); // runs on when it is this job's turn
            steps.exchange(true);
        }

        /** Lets it run until it waits again or is done. */
        void step() throws Exception {
            steps.exchange(true, 10, TimeUnit.SECONDS);
            steps.exchange(true, 10, TimeUnit.SECONDS);
        }
    }

    private static List<Job> run(Limiter server, Duration timeout) throws Exception {
        List<Job> jobs = new ArrayList<>();
        PriorityQueue<Job> waiting = new PriorityQueue<>(
                Comparator.comparing((Job job) -> job.clock.now).thenComparingInt(jobs::indexOf));
        for (int seed = 0; seed < JOBS; seed++) {
            jobs.add(new Job(seed, server, timeout));
        }
        waiting.addAll(jobs);
        while (!waiting.isEmpty()) {
            Job next = waiting.poll();
            next.step();
            if (!next.done) {
                waiting.add(next);
            }
        }
        return jobs;
    }

    private static Duration last(List<Job> jobs) {
        return jobs.stream()
                .map(job -> Duration.between(START, job.clock.now))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Discovery and join of two hundred jobs fit into the burst that Teleport allows one address on those endpoints. */
    @Test
    void jobs_allAtOnceBeforeTeleportsLimit_allGetInAtOnce() throws Exception {
        Limiter server = new Limiter(120, 480, false);

        List<Job> jobs = run(server, Duration.ofSeconds(60));

        assertThat(jobs).filteredOn(job -> !job.in).isEmpty();
        assertThat(last(jobs)).isZero();
        assertThat(run(server, Duration.ofSeconds(60)))
                .as("the join behind the discovery")
                .allMatch(job -> job.in);
        assertThat(server.asked).isEqualTo(2 * JOBS);
    }

    /** A burst half used by others, and the limit of all other endpoints: whoever may wait long enough gets in. */
    @ParameterizedTest
    @CsvSource({"120, 180, false, 1", "120, 180, true, 1", "20, 40, false, 12", "20, 40, true, 12"})
    void jobs_moreThanTheBurst_allGetInWithinTheirTimeout(int perMinute, int burst, boolean tells, int minutes)
            throws Exception {
        Limiter server = new Limiter(perMinute, burst, tells);

        List<Job> jobs = run(server, Duration.ofMinutes(minutes));

        assertThat(jobs).filteredOn(job -> !job.in).isEmpty();
        assertThat(last(jobs)).isLessThan(Duration.ofMinutes(minutes));
        // In the mean every quarter of a minute, and some more at the start.
        assertThat(server.asked).isLessThan(JOBS * (8 + 5 * minutes));
    }

    /** A minute is not enough for two hundred at twenty a minute: the rest is told to slow down, in time. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jobs_moreThanTheirTimeoutAllows_endInTimeWithTheReason(boolean tells) throws Exception {
        Limiter server = new Limiter(20, 40, tells);

        List<Job> jobs = run(server, Duration.ofSeconds(60));

        assertThat(jobs.stream().filter(job -> job.in).count()).isBetween(40L, 60L);
        assertThat(last(jobs)).isLessThan(Duration.ofSeconds(60));
        assertThat(jobs)
                .filteredOn(job -> !job.in)
                .allSatisfy(job -> assertThat(job.failure)
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                fault -> assertThat(fault.code()).isEqualTo(ErrorCode.RATE_LIMITED)));
    }
}
