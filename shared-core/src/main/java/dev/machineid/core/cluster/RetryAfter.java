package dev.machineid.core.cluster;

import java.time.Duration;
import java.util.Date;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a moment by the server's own clock. */
final class RetryAfter {
    /** Whoever asks for more than a day means something else. */
    private static final long LONGEST_SECONDS = 86_400;

    private RetryAfter() {}

    /** The time to wait, at most a day; null where there is none that can be understood. */
    static @Nullable Duration read(Headers headers) {
        String text = headers.get("retry-after");
        if (text == null) {
            return null;
        }
        if (text.matches("[0-9]{1,9}")) {
            return bounded(Long.parseLong(text));
        }
        Date then = headers.getDate("retry-after");
        Date now = headers.getDate("date");
        return then == null || now == null ? null : bounded((then.getTime() - now.getTime()) / 1000);
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_SECONDS)));
    }
}
