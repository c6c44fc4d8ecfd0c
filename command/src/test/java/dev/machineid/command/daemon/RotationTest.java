package dev.machineid.command.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.FaultException;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
    private static final Duration LIFE = Duration.ofHours(2);

    private final MovingClock clock = new MovingClock();
    private final Health health = new Health("deploy", Path.of("/run/x"), Duration.ofMinutes(1));
    private final List<String> log = new ArrayList<>();
    private Supplier<LoginReport> cluster = this::grants;
    private int asked;

    private Rotation rotation(Optional<Reloading> reloading) {
        return new Rotation(
                () -> {
                    asked++;
                    return cluster.get();
                },
                health,
                reloading,
                clock,
                new Random(7),
                log::add);
    }

    private LoginReport grants() {
        return new LoginReport(
                "lab-root",
                "15",
                "ci",
                List.of("access"),
                List.of("root"),
                List.of(),
                "token",
                List.of(),
                List.of("identity"),
                LIFE,
                LIFE,
                clock.now.plus(LIFE),
                1,
                1,
                List.of());
    }

    private static LoginReport away() {
        throw new FaultException(ErrorCode.CANNOT_CONNECT, "nobody listens", "look at the network");
    }

    private static Supplier<LoginReport> denial(ErrorCode code) {
        return () -> {
            throw new DeniedException(code, "the cluster says no", List.of("a detail"), "ask an administrator", null);
        };
    }

    /** Lets time pass in steps of a second, as the keeper would, until the moment. */
    private void run(Rotation rotation, Instant until) {
        while (clock.now.isBefore(until)) {
            if (!clock.now.isBefore(rotation.next())) {
                rotation.turn();
            }
            clock.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void turn_isMadeAtHalfOfTheLife_lessUpToATenthOfIt() {
        Rotation rotation = rotation(Optional.empty());
        assertThat(rotation.next()).isEqualTo(clock.now);
        rotation.turn();

        assertThat(Duration.between(clock.now, rotation.next()))
                .isBetween(Duration.ofMinutes(54), Duration.ofMinutes(60));
        assertThat(health.picture().renewals()).isEqualTo(1);
        assertThat(health.picture().ready(clock.now)).isTrue();
        assertThat(log).singleElement().asString().contains("new credentials until 2026-11-23T05:00:00Z");
    }

    @Test
    void cluster_awayForAnHour_costsNoCredentialsAndFewTries_andIsUsedSoonAfterItIsBack() {
        Rotation rotation = rotation(Optional.empty());
        rotation.turn();
        Instant first = clock.now;
        Instant back = first.plus(Duration.ofMinutes(110));
        run(rotation, first.plus(Duration.ofMinutes(50)));
        assertThat(asked).isEqualTo(1);
        cluster = RotationTest::away;

        Instant gone = clock.now;
        while (clock.now.isBefore(back)) {
            run(rotation, clock.now.plusSeconds(1));
            assertThat(health.picture().ready(clock.now)).as("at %s", clock.now).isTrue();
        }
        assertThat(Duration.between(gone, back)).isEqualTo(Duration.ofHours(1));
        long failures = health.picture().failures().getOrDefault(ErrorCode.CANNOT_CONNECT, 0L);
        assertThat(failures).isBetween(12L, 40L);
        assertThat(health.picture().trouble()).hasValue("nobody listens (MID-1401)");
        assertThat(log).anyMatch(line -> line.contains("MID-1401") && line.contains("those that are there end at"));

        cluster = this::grants;
        run(rotation, back.plus(Duration.ofMinutes(5)));
        assertThat(health.picture().renewals()).isEqualTo(2);
        assertThat(health.picture().trouble()).isEmpty();
        assertThat(health.picture().expires())
                .hasValueSatisfying(end -> assertThat(end).isAfter(back.plus(LIFE)));
        System.out.println("cluster away for an hour: " + failures + " tries, no moment without valid credentials");
    }

    @Test
    void cluster_awayForLongerThanTheLife_isNotReadyFromTheEndOn_andReadyAgainAfterwards() {
        Rotation rotation = rotation(Optional.empty());
        rotation.turn();
        Instant end = clock.now.plus(LIFE);
        cluster = RotationTest::away;
        run(rotation, end.plus(Duration.ofMinutes(6)));

        assertThat(health.picture().ready(clock.now)).isFalse();
        assertThat(log).anyMatch(line -> line.contains("those that are there ended at"));
        cluster = this::grants;
        run(rotation, clock.now.plus(Duration.ofMinutes(6)));
        assertThat(health.picture().ready(clock.now)).isTrue();
    }

    @Test
    void denial_isTriedAgainAfterAQuarterOfAnHour() {
        Rotation rotation = rotation(Optional.empty());
        cluster = denial(ErrorCode.LOCKED);
        Instant start = clock.now;
        run(rotation, start.plus(Duration.ofHours(1)));

        assertThat(asked).isBetween(4, 9);
        assertThat(log).anyMatch(line -> line.contains("MID-1208") && line.contains("there are none so far"));
        assertThat(log).anyMatch(line -> line.contains("hint: ask an administrator"));
        assertThat(log).anyMatch(line -> line.contains("a detail"));
    }

    @Test
    void whatAnotherTryMakesWorse_isTriedOnlyWhenAsked() {
        Rotation rotation = rotation(Optional.empty());
        cluster = denial(ErrorCode.GENERATION_MISMATCH);
        run(rotation, clock.now.plus(Duration.ofDays(1)));
        assertThat(asked).isEqualTo(1);

        cluster = this::grants;
        rotation.hurry();
        run(rotation, clock.now.plusSeconds(2));
        assertThat(health.picture().ready(clock.now)).isTrue();
    }

    @Test
    void stateInUse_byALogin_passesSoon() {
        Rotation rotation = rotation(Optional.empty());
        cluster = () -> {
            throw new InvalidRequestException(ErrorCode.STATE_IN_USE, "another process uses it", "wait");
        };
        rotation.turn();

        assertThat(Duration.between(clock.now, rotation.next())).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void unexpectedFault_endsNothing() {
        Rotation rotation = rotation(Optional.empty());
        cluster = () -> {
            throw new IllegalStateException("canary-4711");
        };
        rotation.turn();
        cluster = () -> {
            throw new NoClassDefFoundError("x");
        };
        rotation.turn();

        assertThat(health.picture().failures()).containsEntry(ErrorCode.INTERNAL, 2L);
        assertThat(String.join("\n", log)).doesNotContain("canary-4711");
        assertThat(rotation.next()).isAfter(clock.now);
        assertThat(health.hangs(clock.now.plus(Duration.ofHours(1)))).isFalse();
    }

    @Test
    void reload_thatFails_isToldAndStopsNothing(@TempDir Path directory) {
        Reload reload = new Reload(
                List.of("/bin/sh", "-c", "echo no such unit >&2; exit 3"),
                Optional.empty(),
                "HUP",
                Duration.ofSeconds(60));
        Rotation rotation = rotation(Optional.of(new Reloading(reload, directory, Map.of("PATH", "/usr/bin:/bin"))));
        rotation.turn();
        run(rotation, clock.now.plus(Duration.ofHours(3)));

        assertThat(health.picture().renewals()).isGreaterThanOrEqualTo(3);
        assertThat(health.picture().reloadFailures()).isEqualTo(health.picture().renewals());
        assertThat(health.picture().ready(clock.now)).isTrue();
        assertThat(log)
                .anyMatch(line ->
                        line.contains("MID-1815") && line.contains("ended with 3") && line.contains("no such unit"));
    }

    @Test
    void turn_thatTakesLongerThanItCan_hangs() {
        Rotation rotation = rotation(Optional.empty());
        cluster = () -> {
            assertThat(health.hangs(clock.now)).isFalse();
            clock.pass(Duration.ofMinutes(2));
            assertThat(health.hangs(clock.now)).isTrue();
            return grants();
        };
        rotation.turn();

        assertThat(health.hangs(clock.now)).isFalse();
    }
}
