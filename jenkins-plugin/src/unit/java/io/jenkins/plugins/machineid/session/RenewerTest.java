package io.jenkins.plugins.machineid.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenewerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final Deque<Callable<Instant>> turns = new ArrayDeque<>();
    private Runnable next = () -> {};

    /** Keeps what it is told to do later, and does it when the test says so. */
    private final class ByHand extends ScheduledThreadPoolExecutor {
        ByHand() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            pauses.add(Duration.of(delay, unit.toChronoUnit()));
            next = work;
            return new Later(work);
        }
    }

    private static final class Later extends FutureTask<Object> implements ScheduledFuture<Object> {
        Later(Runnable work) {
            super(work, new Object());
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    private Renewer renewer(@Nullable Duration shortest) {
        Renewer.Parts parts = new Renewer.Parts(
                new ByHand(), Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC), new Random(1), shortest);
        return new Renewer(
                parts,
                () -> {
                    try {
                        return turns.removeFirst().call();
                    } catch (IOException | RuntimeException expected) {
                        throw expected;
                    } catch (Exception impossible) {
                        throw new IllegalStateException(impossible);
                    }
                },
                log::add);
    }

    @Test
    void renewal_comesAtHalfOfTheLife_lessUpToATenth() {
        turns.add(() -> NOW.plusSeconds(7200));
        renewer(null).start(NOW.plusSeconds(3600));
        next.run();

        assertThat(pauses.get(0)).isBetween(Duration.ofMinutes(27), Duration.ofMinutes(30));
        assertThat(pauses.get(1)).isBetween(Duration.ofMinutes(54), Duration.ofHours(1));
        assertThat(log).containsExactly("renewed the credentials until 2026-11-22T14:00:00Z");
    }

    @Test
    void life_thatIsOverOrShort_isTriedSoon() {
        Renewer renewer = renewer(null);
        assertThat(renewer.pause(Duration.ofSeconds(-5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(renewer.pause(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(5));
        assertThat(renewer(Duration.ofSeconds(2)).pause(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void fault_isTriedAgain_andARefusalEndsIt() {
        turns.add(() -> {
            throw new IOException("the agent is gone");
        });
        turns.add(() -> {
            throw new SessionFailure("no connection", true);
        });
        turns.add(() -> {
            throw new SessionFailure("locked", false);
        });
        renewer(null).start(NOW.plusSeconds(3600));
        next.run();
        next.run();
        next.run();

        assertThat(pauses).hasSize(3);
        assertThat(log).hasSize(3);
        assertThat(log.get(0))
                .contains("could not be renewed yet: the agent is gone; they end at 2026-11-22T13:00:00Z");
        assertThat(log.get(2)).contains("not renewed any more: locked");
    }

    @Test
    void fault_afterTheEnd_isTheLast() {
        turns.add(() -> {
            throw new IOException("the agent is gone");
        });
        renewer(null).start(NOW.minusSeconds(1));
        next.run();

        assertThat(pauses).hasSize(1);
        assertThat(log).singleElement().asString().contains("not renewed any more");
    }

    @Test
    void close_endsIt_evenWhereTheTimerIsRunningAlready() {
        Renewer renewer = renewer(null);
        renewer.start(NOW.plusSeconds(3600));
        renewer.close();
        next.run();

        assertThat(turns).isEmpty();
        assertThat(log).isEmpty();
        renewer.start(NOW.plusSeconds(3600));
        assertThat(pauses).hasSize(1);
    }
}
