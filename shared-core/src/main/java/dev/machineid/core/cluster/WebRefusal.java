package dev.machineid.core.cluster;

import dev.machineid.core.report.SafeText;
import java.io.IOException;

/** An HTTP answer of the cluster that is not a success, with the server's own words. */
public final class WebRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    WebRefusal(int status, String words) {
        super(words);
        this.status = status;
    }

    /** The HTTP status; it says little: a wrong audience comes as 500. */
    public int status() {
        return status;
    }

    /** The server's own words, safe to print. */
    public String words() {
        return SafeText.line(String.valueOf(getMessage()), ServerWords.SHOWN);
    }
}
