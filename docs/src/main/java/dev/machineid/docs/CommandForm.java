package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.Locale;

/** The options as {@code machine-id login --help} lays them out, 100 columns wide. */
final class CommandForm {
    private static final int WIDTH = 100;
    private static final int COLUMN = 28;

    private CommandForm() {}

    static Page page() {
        StringBuilder text = new StringBuilder("# " + Page.NOTE + "\n");
        for (OptionSpec spec : OptionCatalogue.of(Platform.COMMAND)) {
            String left = "  " + flags(spec);
            text.append(left.length() > COLUMN - 2 ? left + "\n" + " ".repeat(COLUMN) : pad(left));
            text.append(wrap(spec.help() + facts(spec))).append('\n');
        }
        return new Page("command-options.txt", text.toString());
    }

    private static String flags(OptionSpec spec) {
        StringBuilder text = new StringBuilder(spec.flag());
        spec.aliases().forEach(alias -> text.append(", --").append(alias));
        String value = spec.type().name().toUpperCase(Locale.ROOT).replace('_', '-');
        return spec.type() == OptionType.FLAG ? text.toString() : text + " " + value;
    }

    private static String facts(OptionSpec spec) {
        if (spec.required()) {
            return " (required)";
        }
        boolean shown = spec.type() != OptionType.FLAG && !spec.defaultValue().isEmpty();
        return shown ? " (default: " + spec.defaultValue() + ")" : "";
    }

    private static String pad(String left) {
        return left + " ".repeat(COLUMN - left.length());
    }

    private static String wrap(String text) {
        StringBuilder wrapped = new StringBuilder();
        int column = COLUMN;
        for (String word : text.split(" ", -1)) {
            if (column > COLUMN && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n').append(" ".repeat(COLUMN));
                column = COLUMN;
            }
            wrapped.append(column > COLUMN ? " " : "").append(word);
            column += word.length() + (column > COLUMN ? 1 : 0);
        }
        return wrapped.toString();
    }
}
