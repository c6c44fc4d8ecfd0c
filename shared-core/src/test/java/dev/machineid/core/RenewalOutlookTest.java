package dev.machineid.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.core.request.JoinMethod;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RenewalOutlookTest {
    private static final Instant EXPIRES = Instant.parse("2026-01-01T01:00:00Z");

    private static RenewalOutlook gitlab(String started, String timeout) {
        return new RenewalOutlook(Map.of("CI_JOB_STARTED_AT", started, "CI_JOB_TIMEOUT", timeout));
    }

    @Test
    void gitlab_jobMayOutliveTheCredentials_warnsWithBothEnds() {
        assertThat(gitlab("2026-01-01T00:00:00Z", "7200").warning(JoinMethod.GITLAB, EXPIRES))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "2026-01-01T01:00:00Z",
                                "2026-01-01T02:00:00Z",
                                "GitLab gives its id token once",
                                "ttl"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 3600",
        "2026-01-01T00:00:00Z, 60",
        "2026-01-01T02:00:00+02:00, 3600",
        "2025-12-31T23:00:00Z, 7200"
    })
    void gitlab_jobEndsFirst_isQuiet(String started, String timeout) {
        assertThat(gitlab(started, timeout).warning(JoinMethod.GITLAB, EXPIRES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"yesterday, 7200", "2026-01-01T00:00:00Z, soon", "'', ''", "2026-01-01T00:00:00Z, -5", "x, 99999999999"
    })
    void gitlab_limitUnknown_isQuiet(String started, String timeout) {
        assertThat(gitlab(started, timeout).warning(JoinMethod.GITLAB, EXPIRES)).isEmpty();
    }

    @Test
    void spacelift_always_warns() {
        assertThat(new RenewalOutlook(Map.of()).warning(JoinMethod.SPACELIFT, EXPIRES))
                .hasValueSatisfying(text -> assertThat(text).contains("Spacelift", "for 1h"));
    }

    @Test
    void secret_always_warns() {
        assertThat(new RenewalOutlook(Map.of()).warning(JoinMethod.TOKEN, EXPIRES))
                .hasValueSatisfying(text -> assertThat(text).contains("good for one join"));
    }

    @Test
    void secret_jobEndsFirst_isQuiet() {
        assertThat(gitlab("2026-01-01T00:00:00Z", "600").warning(JoinMethod.TOKEN, EXPIRES))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = JoinMethod.class,
            names = {"GITHUB", "CIRCLECI", "KUBERNETES"})
    void platformThatMintsAnew_isQuiet(JoinMethod method) {
        assertThat(gitlab("2026-01-01T00:00:00Z", "7200").warning(method, EXPIRES))
                .isEmpty();
    }
}
