package dev.machineid.core.request;

import dev.machineid.core.report.SafeText;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: whole numbers with d, h, m or s, largest unit first. */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:([0-9]{1,7})d)?(?:([0-9]{1,7})h)?(?:([0-9]{1,7})m)?(?:([0-9]{1,7})s)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

    private Durations() {}

    /**
     * The duration that a text names.
     *
     * @throws dev.machineid.core.report.InvalidRequestException INVALID_VALUE, with what is allowed
     */
    public static Duration parse(String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        if (NUMBER.matcher(value).matches()) {
            throw Invalid.value(
                    SafeText.quote(text) + " has no unit",
                    "write " + value + "m for minutes or " + value + "s for seconds");
        }
        Matcher matcher = FORM.matcher(value);
        if (value.isEmpty() || !matcher.matches()) {
            throw Invalid.value(
                    SafeText.quote(text) + " is not a duration",
                    "write whole numbers with a unit, such as 90s, 30m, 1h30m or 24h");
        }
        return Duration.ofDays(number(matcher, 1))
                .plusHours(number(matcher, 2))
                .plusMinutes(number(matcher, 3))
                .plusSeconds(number(matcher, 4));
    }

    /** As {@link #parse} reads it: {@code 1h30m}. */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        part(text, duration.toHours(), 'h');
        part(text, duration.toMinutesPart(), 'm');
        part(text, duration.toSecondsPart(), 's');
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void part(StringBuilder text, long number, char unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
