package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The one rule of how text becomes a list.
 *
 * <p>Items are separated by white space, newlines or {@code ;}; in lists of plain words by {@code ,} too, while in
 * {@code outputs} the comma stands inside an item. Between {@code "} or {@code '} separators are ordinary characters,
 * and inside {@code "} a backslash takes the next character as it is: {@code database:pg,name="my db"}. A YAML list
 * needs no quotes.
 */
final class ListText {
    /** Separates words. */
    static final IntPredicate WORDS = c -> Character.isWhitespace(c) || c == ';' || c == ',';
    /** Separates outputs. */
    static final IntPredicate OUTPUTS = c -> Character.isWhitespace(c) || c == ';';
    /** Separates a program's arguments. */
    static final IntPredicate ARGUMENTS = Character::isWhitespace;

    private ListText() {}

    /** The items as written, quotes kept, empty ones left out. */
    static List<String> split(String text, IntPredicate separator) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        char quote = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quote == 0 && separator.test(c)) {
                flush(item, items);
                continue;
            }
            item.append(c);
            if (quote == '"' && c == '\\' && at + 1 < text.length()) {
                item.append(text.charAt(++at));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        if (quote != 0) {
            throw new InvalidRequestException(
                    ErrorCode.INVALID_VALUE,
                    "a quote is not closed in " + SafeText.quote(text),
                    "close it, or leave it out");
        }
        flush(item, items);
        return items;
    }

    /** An item without its quotes. */
    static String unquote(String item) {
        StringBuilder text = new StringBuilder();
        char quote = 0;
        for (int at = 0; at < item.length(); at++) {
            char c = item.charAt(at);
            if (quote == '"' && c == '\\' && at + 1 < item.length()) {
                text.append(item.charAt(++at));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Text that {@link #split} and {@link #unquote} give back as one item. */
    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void flush(StringBuilder item, List<String> items) {
        if (!item.isEmpty()) {
            items.add(item.toString());
            item.setLength(0);
        }
    }
}
