package dev.machineid.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginReportTest {
    private static LoginReport report(String version, List<String> logins, List<String> leaves, List<String> found) {
        return new LoginReport(
                "lab-root",
                version,
                "ci",
                List.of("deploy", "read"),
                logins,
                leaves,
                "github",
                found,
                List.of("identity", "ssh"),
                Duration.ofHours(1),
                Duration.ofMinutes(20),
                Instant.parse("2026-11-22T12:20:00.987Z"),
                3,
                6,
                List.of("a \"warning\""));
    }

    @Test
    void text_full_saysEverything() {
        assertThat(report("18.11.0", List.of("root", "ci"), List.of("leaf-a"), List.of("kubernetes"))
                        .text())
                .isEqualTo("""
                        bot ci in lab-root (Teleport 18.11.0), joined by github; also possible here: kubernetes
                        roles deploy, read
                        logins root, ci
                        leaf clusters leaf-a
                        outputs identity, ssh
                        valid until 2026-11-22T12:20:00Z (asked 1h, granted 20m)""");
    }

    @Test
    void text_withoutLoginsAndLeaves_saysNone() {
        assertThat(report("18.11.0", List.of(), List.of(), List.of()).text())
                .contains("joined by github\n", "logins none\n")
                .doesNotContain("leaf", "also possible");
    }

    @Test
    void text_hostileNames_addNoLine() {
        String text = report("18\n::set-env name=X::y", List.of("a\u001b[2J"), List.of("l\r\n::error::"), List.of())
                .text();

        assertThat(text.lines()).hasSize(6).noneMatch(line -> line.startsWith("::"));
        assertThat(text).doesNotContain("\u001b", "\r");
    }

    @Test
    void json_isOneObjectWithEveryField() throws Exception {
        String json = report("18\n\"x\"", List.of("root"), List.of(), List.of("kubernetes"))
                .json();

        List<String> fields = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    fields.add(parser.currentName());
                }
            }
        }
        assertThat(fields)
                .containsExactly(
                        "cluster",
                        "server_version",
                        "bot",
                        "roles",
                        "logins",
                        "leaf_clusters",
                        "join_method",
                        "also_found",
                        "outputs",
                        "asked_seconds",
                        "granted_seconds",
                        "expires",
                        "connections",
                        "requests",
                        "warnings");
        assertThat(json)
                .doesNotContain("\n")
                .contains(
                        "\"server_version\":\"18\\n\\\"x\\\"\"",
                        "\"roles\":[\"deploy\",\"read\"]",
                        "\"leaf_clusters\":[]",
                        "\"asked_seconds\":3600,\"granted_seconds\":1200",
                        "\"expires\":\"2026-11-22T12:20:00Z\"",
                        "\"connections\":3,\"requests\":6");
    }

    @Test
    void lists_areCopies() {
        List<String> logins = new ArrayList<>(List.of("root"));
        LoginReport report = report("18", logins, List.of(), List.of());
        logins.clear();

        assertThat(report.logins()).containsExactly("root");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1s",
        "119, 119s",
        "120, 2m",
        "1199, 20m",
        "3570, 1h",
        "3600, 1h",
        "3900, 1h 5m",
        "86400, 24h"
    })
    void duration_inWords(long seconds, String words) {
        assertThat(LoginReport.words(Duration.ofSeconds(seconds))).isEqualTo(words);
    }
}
