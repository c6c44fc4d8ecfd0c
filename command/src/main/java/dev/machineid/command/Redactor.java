package dev.machineid.command;

import dev.machineid.core.secret.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces secrets in text by {@code ***}: as they are, in base64 (both alphabets, at any offset of a longer text), in
 * hexadecimal and URL-quoted.
 *
 * <p>Values shorter than {@value #SHORTEST} characters are not looked for: they would be found everywhere.
 */
final class Redactor {
    private static final int SHORTEST = 5;
    private static final String HIDDEN = "***";
    private static final List<String> SECRET_WORDS = List.of("TOKEN", "JWT", "SECRET", "PASSWORD");

    private static final Pattern PASSWORD = Pattern.compile("://[^/@:\\s]*:([^/@\\s]+)@");

    /** Names of ours that look like a secret's and hold none: the options, most of all {@code token}, a name. */
    private static final String OPTIONS = "MACHINE_ID_OPT_";

    /** Longest first, so that a secret inside another does not leave the rest of that one behind. */
    private final Set<String> needles = new TreeSet<>(
            (one, other) -> one.length() == other.length() ? one.compareTo(other) : other.length() - one.length());

    /** Hidden too, but in no text so far: working out all forms of a long token takes longer than a login should. */
    private final Set<String> longer = new LinkedHashSet<>();

    /** Hides the values of all variables whose names look like a secret's. */
    void hideFrom(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (looksSecret(name)) {
                hide(Secret.of(value));
            }
            hidePassword(value);
        });
    }

    /** The password of an address such as {@code http://user:password@proxy}, as written and decoded. */
    private void hidePassword(String value) {
        Matcher address = PASSWORD.matcher(value);
        while (address.find()) {
            hide(Secret.of(address.group(1)));
            try {
                hide(Secret.of(URLDecoder.decode(address.group(1).replace("+", "%2B"), StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException notEncoded) {
                // Then it is what is written.
            }
        }
    }

    static boolean looksSecret(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return !name.startsWith(OPTIONS) && SECRET_WORDS.stream().anyMatch(name::contains);
    }

    /** Hides this secret from now on, whole and line by line. */
    synchronized void hide(Secret secret) {
        String text = secret.reveal();
        List<String> forms = new ArrayList<>(List.of(text, text.strip()));
        if (text.strip().indexOf('\n') >= 0) {
            text.lines().map(String::strip).forEach(forms::add);
        }
        for (String form : forms) {
            if (form.length() >= SHORTEST) {
                longer.add(form);
            }
        }
    }

    /** The text without what is hidden. */
    synchronized String redact(String text) {
        // No encoding is shorter than what it encodes.
        List<String> fitting =
                longer.stream().filter(form -> form.length() <= text.length()).toList();
        fitting.forEach(this::add);
        fitting.forEach(longer::remove);
        String safe = text;
        for (String needle : needles) {
            safe = safe.replace(needle, HIDDEN);
        }
        return safe;
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        needles.add(text);
        needles.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
        needles.add(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
        needles.add(HexFormat.of().formatHex(bytes));
        needles.add(HexFormat.of().withUpperCase().formatHex(bytes));
        for (int offset = 0; offset < 3; offset++) {
            String inner = base64(bytes, offset);
            needles.add(inner);
            needles.add(inner.replace('+', '-').replace('/', '_'));
        }
    }

    /** The characters that encode these bytes and nothing of their neighbours, {@code offset} bytes into a text. */
    private static String base64(byte[] bytes, int offset) {
        byte[] shifted = new byte[bytes.length + offset];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String all = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return all.substring(from, to);
    }
}
