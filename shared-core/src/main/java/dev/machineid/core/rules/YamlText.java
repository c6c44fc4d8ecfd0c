package dev.machineid.core.rules;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes YAML that every parser reads back as it was: whatever is not plainly a word stands in double quotes. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    /** Words that some parser takes for something else than text. */
    private static final Set<String> WORDS =
            Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf");

    private final StringBuilder text = new StringBuilder();

    private YamlText() {}

    /** One document without its {@code ---}. */
    static String document(Tree.Fields fields) {
        YamlText writer = new YamlText();
        writer.fields(fields, 0, false);
        return writer.text.toString();
    }

    /** One value on one line. */
    static String scalar(String value) {
        boolean plain = PLAIN.matcher(value).matches() && !WORDS.contains(value.toLowerCase(java.util.Locale.ROOT));
        return plain ? value : quoted(value);
    }

    private void fields(Tree.Fields fields, int indent, boolean inItem) {
        boolean first = inItem;
        for (Map.Entry<String, Tree> field : fields.values().entrySet()) {
            text.append(first ? "" : " ".repeat(indent))
                    .append(scalar(field.getKey()))
                    .append(':');
            first = false;
            value(field.getValue(), indent);
        }
    }

    private void value(Tree value, int indent) {
        if (value instanceof Tree.Text leaf) {
            text.append(' ').append(scalar(leaf.value())).append('\n');
        } else if (value instanceof Tree.Flag flag) {
            text.append(' ').append(flag.value()).append('\n');
        } else if (value instanceof Tree.Fields fields && fields.values().isEmpty()) {
            text.append(" {}\n");
        } else if (value instanceof Tree.Fields fields) {
            text.append('\n');
            fields(fields, indent + 2, false);
        } else if (value instanceof Tree.Items items && items.flat()) {
            text.append(' ').append(flow(items)).append('\n');
        } else if (value instanceof Tree.Items items) {
            text.append('\n');
            items.values().forEach(item -> item(item, indent + 2));
        }
    }

    private void item(Tree item, int indent) {
        text.append(" ".repeat(indent)).append("- ");
        if (item instanceof Tree.Fields fields) {
            fields(fields, indent + 2, true);
        } else if (item instanceof Tree.Text leaf) {
            text.append(scalar(leaf.value())).append('\n');
        } else {
            throw new IllegalArgumentException("a list holds texts or maps");
        }
    }

    private static String flow(Tree.Items items) {
        StringBuilder line = new StringBuilder("[");
        for (Tree item : items.values()) {
            line.append(line.length() > 1 ? ", " : "")
                    .append(item instanceof Tree.Text leaf ? scalar(leaf.value()) : "");
        }
        return line.append(']').toString();
    }

    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append(Printable.point(point));
            }
        });
        return quoted.append('"').toString();
    }
}
