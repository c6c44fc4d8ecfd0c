package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeToLiveTest {
    @ParameterizedTest
    @CsvSource({
        "30m,1800",
        "1h,3600",
        "1h30m,5400",
        "90s,90",
        "24h,86400",
        "1d,86400",
        "1m,60",
        "60s,60",
        "' 2H ',7200",
        "23h59m59s,86399"
    })
    void parse_withUnit_isRead(String text, long seconds) {
        TimeToLive ttl = TimeToLive.parse(text);

        assertThat(ttl.asked()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(ttl.effective()).isEqualTo(ttl.asked());
        assertThat(ttl.warning()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2d", "25h", "24h1s", "9999999d"})
    void parse_moreThanADay_isReducedWithAWarning(String text) {
        TimeToLive ttl = TimeToLive.parse(text);

        assertThat(ttl.effective()).isEqualTo(Duration.ofHours(24));
        assertThat(ttl.asked()).isGreaterThan(ttl.effective());
        assertThat(ttl.warning().orElseThrow()).contains("24h is the most").contains("tctl auth sign");
    }

    @Test
    void parse_twoDays_warningSaysAskedAndEffective() {
        assertThat(TimeToLive.parse("2d").warning().orElseThrow()).startsWith("ttl: 48h was asked, 24h is the most");
    }

    @Test
    void parse_plainNumber_isRefusedWithAdvice() {
        InvalidRequestException error =
                catchThrowableOfType(InvalidRequestException.class, () -> TimeToLive.parse("60"));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(error.what()).isEqualTo("\"60\" has no unit");
        assertThat(error.advice()).isEqualTo("write 60m for minutes or 60s for seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"59s", "0s", "0m", "0h0m0s"})
    void parse_lessThanAMinute_isRefused(String text) {
        assertThatThrownBy(() -> TimeToLive.parse(text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("too short");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "h",
                "1.5h",
                "-1h",
                "+1h",
                "1h 30m",
                "30m1h",
                "1h1h",
                "1w",
                "PT1H",
                "1hh",
                "99999999h",
                "\u0661h",
                "1h;2h",
                "1e3s",
                "forever"
            })
    void parse_otherForms_areRefused(String text) {
        assertThatThrownBy(() -> TimeToLive.parse(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void constructor_outOfRange_isRefused() {
        assertThatThrownBy(() -> new TimeToLive(Duration.ofHours(30), Duration.ofHours(30)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeToLive(Duration.ofHours(1), Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void format_duration_isReadBackTheSame() {
        assertThat(Durations.format(Duration.ofSeconds(5430))).isEqualTo("1h30m30s");
        assertThat(Durations.format(Duration.ZERO)).isEqualTo("0s");
    }
}
