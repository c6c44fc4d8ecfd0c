package hudson.util;

import java.io.Serializable;

/** A text that is saved encrypted. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret fromString(String text) {
        return new Secret(text);
    }

    public String getPlainText() {
        return value;
    }
}
