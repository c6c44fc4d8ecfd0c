package dev.machineid.command;

import dev.machineid.core.secret.Secret;
import dev.machineid.core.secret.SecretForms;
import dev.machineid.core.secret.SecretNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces secrets in text by {@code ***}, in every form they may turn up as. */
final class Redactor {
    private static final String HIDDEN = "***";
    private static final Pattern PASSWORD = Pattern.compile("://[^/@:\\s]*:([^/@\\s]+)@");

    /** Longest first, so that a secret inside another does not leave the rest of that one behind. */
    private final Set<String> needles = new TreeSet<>(
            (one, other) -> one.length() == other.length() ? one.compareTo(other) : other.length() - one.length());

    /** Hidden too, but in no text so far: working out all forms of a long token takes longer than a login should. */
    private final Set<String> longer = new LinkedHashSet<>();

    /** Hides the values of all variables whose names look like a secret's. */
    void hideFrom(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (SecretNames.soundsSecret(name)) {
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

    /** Hides this secret from now on, whole and line by line. */
    synchronized void hide(Secret secret) {
        longer.addAll(SecretForms.parts(secret));
    }

    /** The text without what is hidden. */
    synchronized String redact(String text) {
        // No encoding is shorter than what it encodes.
        List<String> fitting =
                longer.stream().filter(form -> form.length() <= text.length()).toList();
        fitting.forEach(form -> needles.addAll(SecretForms.of(Secret.of(form))));
        fitting.forEach(longer::remove);
        String safe = text;
        for (String needle : needles) {
            safe = safe.replace(needle, HIDDEN);
        }
        return safe;
    }
}
