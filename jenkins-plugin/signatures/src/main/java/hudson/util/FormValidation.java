package hudson.util;

import java.io.IOException;

/** What a form says about a field. */
public abstract class FormValidation extends IOException {
    private static final long serialVersionUID = 1L;

    /** How bad it is. */
    public final Kind kind;

    private FormValidation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** How bad it can be. */
    public enum Kind {
        OK,
        WARNING,
        ERROR
    }

    private static FormValidation of(Kind kind, String message) {
        return new FormValidation(kind, message) {
            private static final long serialVersionUID = 1L;
        };
    }

    public static FormValidation ok() {
        return of(Kind.OK, "");
    }

    public static FormValidation okWithMarkup(String message) {
        return of(Kind.OK, message);
    }

    public static FormValidation error(String message) {
        return of(Kind.ERROR, message);
    }

    public static FormValidation errorWithMarkup(String message) {
        return of(Kind.ERROR, message);
    }
}
