package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenewalPauseTest {
    private static final int DRAWS = 10_000;

    @ParameterizedTest
    @ValueSource(longs = {60, 120, 1200, 3600, 86_400})
    void pause_isHalfTheLifeLessATenthOfThatAtMost(long seconds) {
        Random random = new Random(1);
        double half = seconds / 2.0;

        double[] pauses = IntStream.range(0, DRAWS)
                .mapToDouble(
                        i -> Renewal.pause(Duration.ofSeconds(seconds), random).toMillis() / 1000.0)
                .toArray();

        assertThat(IntStream.range(0, DRAWS).mapToDouble(i -> pauses[i]).min().orElseThrow())
                .isBetween(half * 0.9, half * 0.91);
        assertThat(IntStream.range(0, DRAWS).mapToDouble(i -> pauses[i]).max().orElseThrow())
                .isBetween(half * 0.99, half);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10})
    void pause_shortLife_isFiveSeconds(long seconds) {
        assertThat(Renewal.pause(Duration.ofSeconds(seconds), new Random(1))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void pause_negativeLife_isFiveSeconds() {
        assertThat(Renewal.pause(Duration.ofSeconds(-60), new Random(1))).isEqualTo(Duration.ofSeconds(5));
    }
}
