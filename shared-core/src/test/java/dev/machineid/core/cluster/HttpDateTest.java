package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1994-11-06T08:49:37Z", "2024-02-29T23:59:59Z", "2026-01-01T00:00:00Z", "2026-12-31T12:30:01Z",
                "2026-03-09T10:11:12Z", "2026-04-10T00:00:00Z", "2026-05-11T00:00:00Z", "2026-06-12T00:00:00Z",
                "2026-07-13T00:00:00Z", "2026-08-14T00:00:00Z", "2026-09-15T00:00:00Z", "2026-10-16T00:00:00Z"
            })
    void parse_dateAsTheRuntimeWritesIt_sameMoment(String moment) {
        Instant expected = Instant.parse(moment);
        String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(expected.atOffset(ZoneOffset.UTC));
        // The runtime writes days below ten with one digit, servers with two.
        String padded = text.replaceFirst(", (\\d) ", ", 0$1 ");

        assertThat(HttpDate.parse(padded)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun, 06 Nov 1994 08:49:37 +0100",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 GMT ",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Anf 1994 08:49:37 GMT",
                "Sun, 06 Xxx 1994 08:49:37 GMT",
                "Sun, ٠٦ Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 99999 08:49:37 GMT"
            })
    void parse_anythingElse_empty(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @Test
    void parse_nameOfAnotherDay_isNotLookedAt() {
        assertThat(HttpDate.parse("Mon, 06 Nov 1994 08:49:37 GMT")).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }
}
