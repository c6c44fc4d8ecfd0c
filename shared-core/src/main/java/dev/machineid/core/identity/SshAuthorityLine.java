package dev.machineid.core.identity;

import java.util.List;

/**
 * A line {@code @cert-authority PATTERNS TYPE BASE64}: whose host certificates to believe, for which host names.
 *
 * @param patterns such as {@code lab-root} and {@code *.lab-root}
 * @param keyLine the authority's key as {@code TYPE BASE64}
 */
public record SshAuthorityLine(List<String> patterns, String keyLine) {
    static final String MARKER = "@cert-authority ";

    public SshAuthorityLine {
        patterns = List.copyOf(patterns);
    }

    /** Reads one line that starts with the marker; words after the key are skipped. */
    static SshAuthorityLine parse(String line) {
        String[] words = line.strip().split("[ \t]+", 3);
        if (words.length < 3) {
            throw Unreadable.because("a @cert-authority line", "expected: @cert-authority PATTERNS TYPE BASE64");
        }
        return new SshAuthorityLine(
                List.of(words[1].split(",", -1)), SshKeys.line(SshKeys.wire("a @cert-authority line", words[2])));
    }

    /** The line, without a line break. */
    public String line() {
        return MARKER + String.join(",", patterns) + " " + keyLine;
    }
}
