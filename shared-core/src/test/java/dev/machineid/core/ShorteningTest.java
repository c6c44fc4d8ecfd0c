package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.issue.AccessLimits;
import dev.machineid.core.issue.Demands;
import dev.machineid.core.issue.RoleAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShorteningTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    private static AccessLimits limits(Duration... lives) {
        return new AccessLimits(
                Demands.NONE,
                java.util.stream.IntStream.range(0, lives.length)
                        .mapToObj(i -> new RoleAccess(
                                "role-" + i, Demands.NONE, Optional.of(lives[i]), List.of(), Set.of(), Set.of(), false))
                        .toList());
    }

    @Test
    void warning_asAskedOrAMinuteLess_isNone() {
        assertThat(Shortening.warning(HOUR, HOUR, List.of("ci"), limits(HOUR), Optional.empty()))
                .isEmpty();
        assertThat(Shortening.warning(HOUR, HOUR.minusSeconds(59), List.of("ci"), limits(HOUR), Optional.empty()))
                .isEmpty();
    }

    @Test
    void warning_aRolesLimit_namesTheRole() {
        AccessLimits limits = limits(Duration.ofHours(30), Duration.ofMinutes(20));

        assertThat(Shortening.warning(
                        HOUR, Duration.ofSeconds(1198), List.of("role-0", "role-1"), limits, Optional.of(HOUR)))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("granted 20m where 1h were asked", "max_session_ttl 20m of the role role-1")
                        .doesNotContain("role-0", "tctl auth sign"));
    }

    @Test
    void warning_theBotsLimit_namesTheBotAndTheWayForLongLives() {
        assertThat(Shortening.warning(
                        DAY,
                        Duration.ofHours(12),
                        List.of("role-0"),
                        limits(Duration.ofHours(30)),
                        Optional.of(Duration.ofHours(12))))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("max_session_ttl 12h of the bot", "tctl bots update", "tctl auth sign"));
    }

    @Test
    void warning_nothingKnown_listsTheThree() {
        assertThat(Shortening.warning(
                        DAY, Duration.ofHours(8), List.of("a", "b"), AccessLimits.UNKNOWN, Optional.empty()))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("max_session_ttl of a role (a, b)")
                        .contains("max_session_ttl of the bot (12h unless set)")
                        .contains("the cluster's own limit"));
    }

    @Test
    void warning_rolesKnownAndNoneFits_leavesTheOtherTwo() {
        assertThat(Shortening.warning(
                        DAY, Duration.ofHours(8), List.of("role-0"), limits(Duration.ofHours(30)), Optional.of(DAY)))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("no role is the limit", "of the bot (24h)", "the cluster's own limit"));
    }

    @Test
    void warning_aNegativeLife_isStillOneSentence() {
        assertThat(Shortening.warning(
                        HOUR, Duration.ofSeconds(-5), List.of("ci"), AccessLimits.UNKNOWN, Optional.empty()))
                .hasValueSatisfying(warning -> assertThat(warning).doesNotContain("\n"));
    }
}
