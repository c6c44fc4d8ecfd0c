package dev.machineid.core.cluster;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time in a {@code Date} header, such as {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110, section 5.6.7).
 *
 * <p>Read by hand because a formatter with English names loads the runtime's locales, 8 ms in each login. The two
 * obsolete forms are not read; no server of today writes them.
 */
final class HttpDate {
    private static final Pattern FORM =
            Pattern.compile("[A-Z][a-z]{2}, (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) (\\d{2}):(\\d{2}):(\\d{2}) GMT");
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpDate() {}

    /** Empty where it is not a date of that form; the name of the day is not looked at. */
    static Optional<Instant> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int month = MONTHS.indexOf(parts.group(2));
        if (month % 3 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                            number(parts, 3),
                            month / 3 + 1,
                            number(parts, 1),
                            number(parts, 4),
                            number(parts, 5),
                            number(parts, 6))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
