package dev.machineid.action;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the files by which a step speaks to the runner as GitHub's runner does: of {@code =} and {@code <<} the first decides;
 * a block ends with a line that equals its mark; blank lines are passed over; everything else is an error of the step.
 */
final class FileCommands {
    private final String text;
    private int at;

    private FileCommands(String text) {
        this.text = text;
    }

    static Map<String, String> parse(String text) {
        return new FileCommands(text).pairs();
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        while (at < text.length()) {
            String line = line();
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            int block = line.indexOf("<<");
            if (block >= 0 && (equals < 0 || block < equals)) {
                String name = line.substring(0, block);
                String mark = line.substring(block + 2);
                if (name.isEmpty() || mark.isEmpty()) {
                    throw new IllegalArgumentException("Invalid format '" + line + "'");
                }
                pairs.put(name, block(mark));
            } else if (equals > 0) {
                pairs.put(line.substring(0, equals), line.substring(equals + 1));
            } else {
                throw new IllegalArgumentException("Invalid format '" + line + "'");
            }
        }
        return pairs;
    }

    private String block(String mark) {
        int start = at;
        int end = at;
        while (at < text.length()) {
            int before = at;
            String line = line();
            if (line.equals(mark)) {
                return end > start ? text.substring(start, end) : "";
            }
            end = before + line.length();
        }
        throw new IllegalArgumentException("Invalid value. Matching delimiter not found '" + mark + "'");
    }

    /** The next line without its end, which is CR LF, LF or CR. */
    private String line() {
        int end = at;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        String line = text.substring(at, end);
        at = end;
        if (at < text.length()) {
            at += text.startsWith("\r\n", at) ? 2 : 1;
        }
        return line;
    }
}
