package dev.machineid.docs;

import java.util.List;
import java.util.stream.Collectors;

/** The little YAML that the forms need: lines of keys with quoted texts. */
final class Yaml {
    private final StringBuilder text = new StringBuilder("# " + Page.NOTE + "\n");

    /** A key with nested lines below it; two blanks a level. */
    Yaml open(int level, String key) {
        return line(level, key + ":");
    }

    /** A key with a value written as it is. */
    Yaml plain(int level, String key, String value) {
        return line(level, key + ": " + value);
    }

    /** A key with a text. */
    Yaml text(int level, String key, String value) {
        return plain(level, key, quote(value));
    }

    /** A key with a list of texts. */
    Yaml texts(int level, String key, List<String> values) {
        return plain(level, key, values.stream().map(Yaml::quote).collect(Collectors.joining(", ", "[", "]")));
    }

    /** The lines without the note above them, for a larger text. */
    String body() {
        return text.substring(text.indexOf("\n") + 1);
    }

    Page page(String path) {
        return new Page(path, text.toString());
    }

    private Yaml line(int level, String line) {
        text.append("  ".repeat(level)).append(line).append('\n');
        return this;
    }

    private static String quote(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not one line of text");
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
