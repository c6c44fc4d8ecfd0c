package dev.machineid.core.cluster;

import dev.machineid.core.report.SafeText;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An HTTP answer of the cluster that is not a success, with the server's own words. */
public final class WebRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    /** What stands for words where there are none. */
    static final String NO_WORDS = "HTTP status ";

    private static final int TOO_MANY_REQUESTS = 429;

    private final int status;
    private final @Nullable Duration retryAfter;

    WebRefusal(int status, String words, @Nullable Duration retryAfter) {
        super(words);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Whether the server asks to slow down. */
    public boolean isRateLimit() {
        return status == TOO_MANY_REQUESTS;
    }

    /** What its {@code Retry-After} says, or null where it has none. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The HTTP status; it says little: a wrong audience comes as 500. */
    public int status() {
        return status;
    }

    /** Whether the server gave a reason; a gateway in front of it gives none. */
    public boolean hasWords() {
        return !String.valueOf(getMessage()).startsWith(NO_WORDS);
    }

    /** The server's own words, safe to print. */
    public String words() {
        return SafeText.line(String.valueOf(getMessage()), ServerWords.SHOWN);
    }
}
