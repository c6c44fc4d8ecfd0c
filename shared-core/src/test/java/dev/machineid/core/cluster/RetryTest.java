package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.MachineIdException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryTest {
    /** A clock that only moves when somebody waits. */
    private static final class Waiting extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");
        private final List<Duration> waits = new ArrayList<>();

        void sleep(Duration time) {
            waits.add(time);
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Always the largest number that may be drawn. */
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final Waiting clock = new Waiting();
    private final List<String> notices = new ArrayList<>();
    private int attempts;

    private Retry retry(Duration allowed, RandomGenerator random) {
        return new Retry(Deadline.after(allowed, clock), random, clock::sleep, notices::add);
    }

    private static FaultException fault() {
        return new FaultException(ErrorCode.CONNECTION_LOST, "it broke", "try again");
    }

    private Supplier<String> failing(int times, MachineIdException failure) {
        return () -> {
            if (attempts++ < times) {
                throw failure;
            }
            return "done";
        };
    }

    @Test
    void fault_isRepeatedUntilItPasses() {
        assertThat(retry(Duration.ofMinutes(1), LARGEST).run(failing(3, fault())))
                .isEqualTo("done");

        assertThat(attempts).isEqualTo(4);
        assertThat(clock.waits)
                .containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000), Duration.ofMillis(2000));
        assertThat(notices).hasSize(3);
        assertThat(notices.get(0)).isEqualTo("attempt 1 failed (MID-1405: it broke); trying again in 500 ms");
    }

    @Test
    void fault_thatStays_isGivenUpAfterFiveAttempts() {
        FaultException fault = fault();

        assertThatThrownBy(() -> retry(Duration.ofHours(1), LARGEST).run(failing(99, fault)))
                .isSameAs(fault);
        assertThat(attempts).isEqualTo(5);
        assertThat(clock.waits).hasSize(4);
    }

    @Test
    void noConnection_isTriedForHalfAMinute() {
        FaultException nobody = new FaultException(ErrorCode.CANNOT_CONNECT, "no connection", "x");

        assertThatThrownBy(() -> retry(Duration.ofHours(1), LARGEST).run(failing(99, nobody)))
                .isSameAs(nobody);
        assertThat(clock.waits.stream().mapToLong(Duration::toMillis).sum()).isEqualTo(25_500);
        assertThat(attempts).isEqualTo(7);
    }

    @Test
    void denial_isTriedOnce() {
        DeniedException denial = new DeniedException(ErrorCode.CLAIMS_REFUSED, "no", "no");

        assertThatThrownBy(() -> retry(Duration.ofMinutes(1), LARGEST).run(failing(99, denial)))
                .isSameAs(denial);
        assertThat(attempts).isOne();
        assertThat(clock.waits).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void fault_afterASpentSecret_isNotRepeated() {
        Predicate<FaultException> nothingSent = fault -> fault.code() == ErrorCode.CANNOT_CONNECT;

        assertThatThrownBy(() -> retry(Duration.ofMinutes(1), LARGEST).run(failing(99, fault()), nothingSent))
                .isInstanceOf(FaultException.class);
        assertThat(attempts).isOne();

        attempts = 0;
        FaultException noConnection = new FaultException(ErrorCode.CANNOT_CONNECT, "no connection", "x");
        assertThat(retry(Duration.ofMinutes(1), LARGEST).run(failing(2, noConnection), nothingSent))
                .isEqualTo("done");
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void waits_areDrawnFromTheirWholeRange() {
        Random random = new Random(7);
        List<Duration> firsts = new ArrayList<>();
        for (int run = 0; run < 300; run++) {
            attempts = 0;
            clock.waits.clear();
            retry(Duration.ofHours(1), random).run(failing(1, fault()));
            firsts.addAll(clock.waits);
        }

        assertThat(firsts).hasSize(300).allMatch(wait -> !wait.isNegative() && wait.toMillis() <= 500);
        assertThat(firsts).anyMatch(wait -> wait.toMillis() < 50).anyMatch(wait -> wait.toMillis() > 450);
    }

    @Test
    void wait_beyondTheDeadline_isNotBegun() {
        FaultException fault = fault();

        assertThatThrownBy(() -> retry(Duration.ofMillis(1600), LARGEST).run(failing(99, fault)))
                .isSameAs(fault);
        assertThat(clock.waits).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void interruption_endsWithThePendingFault() {
        FaultException fault = fault();
        Retry retry = new Retry(
                Deadline.after(Duration.ofMinutes(1), clock),
                LARGEST,
                time -> {
                    throw new InterruptedException();
                },
                notices::add);

        assertThatThrownBy(() -> retry.run(failing(99, fault))).isSameAs(fault);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void deadline_passed_isTimedOut() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(30), clock);
        clock.sleep(Duration.ofSeconds(29));
        assertThat(deadline.remainingOrFail()).isEqualTo(Duration.ofSeconds(1));
        clock.sleep(Duration.ofSeconds(5));

        assertThat(deadline.remaining()).isZero();
        assertThatThrownBy(deadline::remainingOrFail).isInstanceOfSatisfying(FaultException.class, late -> {
            assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(late.what()).contains("30 s");
        });
    }
}
