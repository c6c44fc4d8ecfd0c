package dev.machineid.core.cluster;

/** Makes text from a server safe to print: no control characters that could steer a terminal or forge a log line. */
public final class Printable {
    private static final int MAX_LENGTH = 400;

    private Printable() {}

    /** The text with control characters replaced by {@code ?}, cut at 400 characters. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        text.codePoints()
                .limit(MAX_LENGTH)
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return text.length() > MAX_LENGTH ? shown + "…" : shown.toString();
    }
}
