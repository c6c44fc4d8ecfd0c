package dev.machineid.core.rules;

/** Decides which characters stand in text as they are; YAML and HCL escape the others alike. */
final class Printable {
    private Printable() {}

    /** The character itself, or its escape {@code \}{@code uNNNN} or {@code \}{@code UNNNNNNNN}. */
    static String point(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> point == ' ' ? " " : escape(point);
            // Half a character is none, and neither format can say it.
            case Character.SURROGATE -> "\\uFFFD";
            default -> Character.toString(point);
        };
    }

    private static String escape(int point) {
        return String.format(java.util.Locale.ROOT, point > 0xffff ? "\\U%08X" : "\\u%04X", point);
    }
}
