package dev.machineid.core.request;

import java.util.regex.Pattern;

/** Recognises text that is more likely a secret than a name. */
final class SecretShape {
    private static final Pattern HEX = Pattern.compile("(?i)([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})");
    private static final Pattern WEB_TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*");

    private SecretShape() {}

    static boolean matches(String text) {
        return HEX.matcher(text).matches() || WEB_TOKEN.matcher(text).matches() || text.contains("-----BEGIN");
    }

    /** Enough to recognise a value that was pasted by mistake, and no more. */
    static String hint(String text) {
        return '"' + text.substring(0, Math.min(4, text.length())) + "...\" (" + text.length() + " characters)";
    }
}
