package dev.machineid.core.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes HCL as {@code terraform fmt} does: neighbouring one-line attributes share a column; templates are escaped. */
final class HclText {
    /** Also no word that means something at the head of a map. */
    private static final Pattern IDENTIFIER = Pattern.compile("(?!(?:for|null|true|false)$)[A-Za-z_][A-Za-z0-9_]*");

    private final StringBuilder text = new StringBuilder();

    private HclText() {}

    /** The attributes of a block at this indent, with line ends. */
    static String attributes(Tree.Fields fields, int indent) {
        HclText writer = new HclText();
        writer.fields(fields, indent);
        return writer.text.toString();
    }

    private void fields(Tree.Fields fields, int indent) {
        List<String[]> lines = new ArrayList<>();
        for (Map.Entry<String, Tree> field : fields.values().entrySet()) {
            String key = IDENTIFIER.matcher(field.getKey()).matches() ? field.getKey() : quoted(field.getKey());
            if (oneLine(field.getValue())) {
                lines.add(new String[] {key, line(field.getValue())});
            } else {
                flush(lines, indent);
                text.append(" ".repeat(indent)).append(key).append(" = ");
                block(field.getValue(), indent);
            }
        }
        flush(lines, indent);
    }

    private void flush(List<String[]> lines, int indent) {
        int width = lines.stream()
                .mapToInt(line -> line[0].codePointCount(0, line[0].length()))
                .max()
                .orElse(0);
        for (String[] line : lines) {
            int gap = width - line[0].codePointCount(0, line[0].length());
            text.append(" ".repeat(indent))
                    .append(line[0])
                    .append(" ".repeat(gap))
                    .append(" = ")
                    .append(line[1])
                    .append('\n');
        }
        lines.clear();
    }

    private static boolean oneLine(Tree value) {
        return value instanceof Tree.Text
                || value instanceof Tree.Flag
                || (value instanceof Tree.Fields fields && fields.values().isEmpty())
                || (value instanceof Tree.Items items && items.flat());
    }

    private static String line(Tree value) {
        if (value instanceof Tree.Text leaf) {
            return quoted(leaf.value());
        }
        if (value instanceof Tree.Flag flag) {
            return String.valueOf(flag.value());
        }
        if (value instanceof Tree.Items items) {
            return "["
                    + String.join(
                            ", ", items.values().stream().map(HclText::line).toList()) + "]";
        }
        return "{}";
    }

    private void block(Tree value, int indent) {
        if (value instanceof Tree.Fields fields) {
            text.append("{\n");
            fields(fields, indent + 2);
            text.append(" ".repeat(indent)).append("}\n");
        } else if (value instanceof Tree.Items items) {
            text.append("[\n");
            for (Tree item : items.values()) {
                text.append(" ".repeat(indent + 2)).append("{\n");
                fields(item instanceof Tree.Fields fields ? fields : Tree.fields(), indent + 4);
                text.append(" ".repeat(indent + 2)).append("},\n");
            }
            text.append(" ".repeat(indent)).append("]\n");
        }
    }

    /** A string that is no template. */
    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        int[] points = value.codePoints().toArray();
        for (int at = 0; at < points.length; at++) {
            int point = points[at];
            boolean opens = at + 1 < points.length && points[at + 1] == '{';
            switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '$', '%' -> quoted.appendCodePoint(point).append(opens ? Character.toString(point) : "");
                default -> quoted.append(Printable.point(point));
            }
        }
        return quoted.append('"').toString();
    }
}
