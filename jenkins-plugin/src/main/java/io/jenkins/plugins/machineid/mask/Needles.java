package io.jenkins.plugins.machineid.mask;

import dev.machineid.core.secret.Secret;
import dev.machineid.core.secret.SecretForms;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** The texts to hide, longest first, so that a secret inside another does not leave the rest of that one behind. */
final class Needles {
    static final String HIDDEN = "****";

    private final Set<String> texts;

    Needles(Collection<String> texts) {
        this.texts = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        this.texts.addAll(texts);
    }

    /** Every form of a secret, and the one that {@code rev} makes of it. */
    static Set<String> of(String secret) {
        Set<String> forms = SecretForms.of(Secret.of(secret));
        if (!forms.isEmpty()) {
            forms.add(new StringBuilder(secret.strip()).reverse().toString());
        }
        return forms;
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    Collection<String> all() {
        return texts;
    }

    String hide(String text) {
        String safe = text;
        for (String needle : texts) {
            safe = safe.replace(needle, HIDDEN);
        }
        return safe;
    }
}
