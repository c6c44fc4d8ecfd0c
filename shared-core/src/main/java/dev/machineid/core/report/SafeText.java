package dev.machineid.core.report;

import java.util.regex.Pattern;

/**
 * Makes text from outside fit to be printed in a job's log: on one line, short, and without a token inside.
 *
 * <p>Control, format (bidirectional, zero-width), surrogate and separator characters become <code>\\u{hex}</code>, what
 * is too long is cut, and whatever looks like a JSON Web Token is replaced.
 */
public final class SafeText {
    /** The most characters of a value that {@link #quote} shows. */
    public static final int QUOTE_LIMIT = 100;

    private static final int SCAN_LIMIT = 8192;
    private static final Pattern WEB_TOKEN = Pattern.compile("eyJ[A-Za-z0-9_=-]{8,}(\\.[A-Za-z0-9_=-]*){0,2}");

    private SafeText() {}

    /** The value in double quotes, at most {@value #QUOTE_LIMIT} characters of it. */
    public static String quote(String value) {
        return '"' + escape(value, QUOTE_LIMIT, true) + '"';
    }

    /** The value without quotes, at most {@code limit} characters of it. */
    public static String line(String value, int limit) {
        return escape(value, limit, false);
    }

    private static String escape(String value, int limit, boolean quoted) {
        String scanned = value.length() > SCAN_LIMIT ? value.substring(0, SCAN_LIMIT) : value;
        String text = WEB_TOKEN.matcher(scanned).replaceAll("eyJ***");
        StringBuilder safe = new StringBuilder();
        int shown = 0;
        for (int at = 0; at < text.length(); shown++) {
            if (shown == limit) {
                return safe.append("...").toString();
            }
            int point = text.codePointAt(at);
            append(safe, point, quoted);
            at += Character.charCount(point);
        }
        return value.length() > SCAN_LIMIT ? safe.append("...").toString() : safe.toString();
    }

    private static void append(StringBuilder safe, int point, boolean quoted) {
        if (quoted && (point == '"' || point == '\\')) {
            safe.append('\\').appendCodePoint(point);
        } else if (isPlain(point)) {
            safe.appendCodePoint(point);
        } else {
            safe.append("\\u{").append(Integer.toHexString(point)).append('}');
        }
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
