package dev.machineid.action.toolkit;

import dev.machineid.core.secret.Secret;
import java.util.List;

/**
 * The lines of a secret that are worth a mask: the log is searched line by line, so a value of several lines would never be
 * found, and a short or public line would blacken harmless text.
 */
final class MaskLines {
    private static final int SHORTEST = 5;

    private MaskLines() {}

    static List<String> of(Secret value) {
        return value.reveal()
                .lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST && !line.startsWith("-----"))
                .distinct()
                .toList();
    }
}
