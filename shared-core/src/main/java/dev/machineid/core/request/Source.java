package dev.machineid.core.request;

import dev.machineid.core.report.SafeText;

/** Where a raw value came from, as an error names it: {@code variable MACHINE_ID_OPT_TTL}. */
public record Source(Kind kind, String where) {
    /** The kinds of places, highest precedence first. */
    public enum Kind {
        COMMAND_LINE("command line"),
        ADAPTER_INPUT("input"),
        ENVIRONMENT("variable"),
        FILE("file"),
        ADAPTER_DEFAULT("default");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** {@code where} is the flag as written, the input's name, the variable's name, or the file and its line. */
    public static Source of(Kind kind, String where) {
        return new Source(kind, where);
    }

    @Override
    public String toString() {
        return kind.word + ' ' + SafeText.line(where, 200);
    }
}
