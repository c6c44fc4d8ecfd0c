package dev.machineid.lab.decode;

/** Text that could not be read; the message is the real server's. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    public DecodeException(String words) {
        super(words, null, false, false);
    }

    /** The message, never null. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
