package dev.machineid.core.cluster;

import dev.machineid.core.report.SafeText;
import java.io.IOException;

/** An HTTP answer of the cluster that is not a success, with the server's own words. */
public final class WebRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    /** What stands for words where there are none. */
    static final String NO_WORDS = "HTTP status ";

    private final int status;

    WebRefusal(int status, String words) {
        super(words);
        this.status = status;
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
