package dev.machineid.core.request;

/** The form of an option's value. */
public enum OptionType {
    /** One line of text. */
    TEXT,
    /** {@code true} or {@code false}. */
    FLAG,
    /** Whole numbers with units: {@code 90s}, {@code 1h30m}. */
    DURATION,
    /** Several words, see {@link ListText}. */
    LIST,
    /** A file or directory; relative ones are resolved by the adapter's base directory. */
    PATH,
    /** The name of an environment variable, never its value. */
    ENV_NAME,
    /** {@code host[:port]}. */
    ADDRESS,
    /** {@code auto} or a join method's name. */
    JOIN_METHOD,
    /** A program and its arguments, started without a shell. */
    COMMAND,
    /** Several {@code kind[:name][,key=value...]}, see {@link OutputSpec}. */
    OUTPUTS;

    /** Whether more than one value may be given. */
    public boolean many() {
        return this == LIST || this == COMMAND || this == OUTPUTS;
    }
}
