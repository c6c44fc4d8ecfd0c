package dev.machineid.circleci.pack;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes YAML with the bytes that CircleCI's own program writes: sorted keys, four blanks a level, texts of lines as blocks. */
final class YamlText {
    private static final Pattern OTHER_TYPE = Pattern.compile(
            "(?i:true|false|yes|no|on|off|y|n|null|~)|[-+]?[0-9][0-9_]*|[-+]?(?:[0-9][0-9_]*)?\\.[0-9]*(?:[eE][-+]?[0-9]+)?"
                    + "|[-+]?[0-9]+[eE][-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|[-+]?\\.(?i:inf)|\\.(?i:nan)|<<|="
                    + "|[0-9]{4}-[0-9]{2}-[0-9]{2}.*");
    private static final Pattern NOT_PLAIN =
            Pattern.compile("[#,\\[\\]{}&*!|>'\"%@`].*|[-?:](?: .*)?|\\s.*|.*\\s|.*: .*|.*:|.* #.*|---.*|\\.\\.\\..*");

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    static String of(Map<String, Object> root) {
        YamlText writer = new YamlText();
        writer.map(root, 0);
        return writer.text.toString();
    }

    private void map(Map<String, Object> map, int level) {
        for (Map.Entry<String, Object> entry : new TreeMap<>(map).entrySet()) {
            indent(level);
            text.append(scalar(entry.getKey(), level)).append(':');
            value(entry.getValue(), level);
        }
    }

    private void value(Object value, int level) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            text.append('\n');
            map(Yaml.map(map), level + 1);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            text.append('\n');
            for (Object entry : list) {
                indent(level + 1);
                text.append("- ");
                entry(entry, level + 1);
            }
        } else {
            text.append(' ').append(scalar(value, level + 1)).append('\n');
        }
    }

    private void entry(Object entry, int level) {
        if (entry instanceof Map<?, ?> map && !map.isEmpty()) {
            entryMap(Yaml.map(map), level);
        } else if (entry instanceof List<?> list && !list.isEmpty()) {
            throw new IllegalArgumentException("a list in a list, which no orb has");
        } else {
            text.append(scalar(entry, level + 1)).append('\n');
        }
    }

    /** Further keys of a map in a list stand two blanks behind the dash, what is below them a whole level. */
    private void entryMap(Map<String, Object> map, int level) {
        String before = "";
        for (Map.Entry<String, Object> entry : new TreeMap<>(map).entrySet()) {
            text.append(before).append(scalar(entry.getKey(), level)).append(':');
            value(entry.getValue(), level);
            before = "    ".repeat(level) + "  ";
        }
    }

    private void indent(int level) {
        text.append("    ".repeat(level));
    }

    private static String scalar(Object value, int level) {
        if (!(value instanceof String string)) {
            return value instanceof Map ? "{}" : value instanceof List ? "[]" : String.valueOf(value);
        }
        if (string.contains("\n")) {
            return block(string, level);
        }
        if (string.isEmpty() || OTHER_TYPE.matcher(string).matches()) {
            return '"' + string + '"';
        }
        if (string.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a control character in a text of one line");
        }
        return NOT_PLAIN.matcher(string).matches() ? "'" + string.replace("'", "''") + "'" : string;
    }

    private static String block(String string, int level) {
        String body = string.replaceAll("\n+$", "");
        int breaks = string.length() - body.length();
        StringBuilder block = new StringBuilder(breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+");
        for (String line : (body + "\n".repeat(Math.max(0, breaks - 1))).split("\n", -1)) {
            block.append('\n').append(line.isEmpty() ? "" : "    ".repeat(level) + line);
        }
        return block.toString();
    }
}
