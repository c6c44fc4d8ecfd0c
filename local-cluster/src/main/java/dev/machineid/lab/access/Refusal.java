package dev.machineid.lab.access;

/** A refusal in the server's words, with the kind that decides its HTTP and gRPC status. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The families of refusals, with their HTTP status. */
    public enum Kind {
        ACCESS_DENIED(403),
        BAD_PARAMETER(400),
        NOT_FOUND(404),
        NOT_IMPLEMENTED(501),
        UNAVAILABLE(503),
        /** An error the server did not classify: HTTP 500, gRPC UNKNOWN. */
        UNCLASSIFIED(500);

        private final int httpStatus;

        Kind(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        public int httpStatus() {
            return httpStatus;
        }
    }

    private final Kind kind;

    private Refusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public static Refusal of(Kind kind, String message) {
        return new Refusal(kind, message);
    }

    public static Refusal denied(String message) {
        return new Refusal(Kind.ACCESS_DENIED, message);
    }

    public static Refusal badParameter(String message) {
        return new Refusal(Kind.BAD_PARAMETER, message);
    }

    public static Refusal notFound(String message) {
        return new Refusal(Kind.NOT_FOUND, message);
    }

    public static Refusal unclassified(String message) {
        return new Refusal(Kind.UNCLASSIFIED, message);
    }

    public Kind kind() {
        return kind;
    }

    /** The message, never null. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
