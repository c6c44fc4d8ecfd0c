package dev.machineid.core.request;

/** The form of an option's value. */
public enum OptionType {
    /** One line of text. */
    TEXT(""),
    /** {@code true} or {@code false}. */
    FLAG("true|false"),
    /** Whole numbers with units: {@code 90s}, {@code 1h30m}. */
    DURATION("([0-9]{1,7}[dD])?([0-9]{1,7}[hH])?([0-9]{1,7}[mM])?([0-9]{1,7}[sS])?"),
    /** Several words, see {@link ListText}. */
    LIST(""),
    /** A file or directory; relative ones are resolved by the adapter's base directory. */
    PATH(""),
    /** The name of an environment variable, never its value. */
    ENV_NAME("[A-Za-z_][A-Za-z0-9_]{0,127}"),
    /** {@code host[:port]}; a URL is none. */
    ADDRESS("[^\\s/@?#]{1,512}"),
    /** A cluster's name, without scheme or port. */
    CLUSTER("[A-Za-z0-9][A-Za-z0-9._-]{0,252}"),
    /** {@code auto} or a join method's name. */
    JOIN_METHOD(""),
    /** A program and its arguments, started without a shell. */
    COMMAND(""),
    /** Several {@code kind[:name][,key=value...]}, see {@link OutputSpec}. */
    OUTPUTS("");

    private final String pattern;

    OptionType(String pattern) {
        this.pattern = pattern;
    }

    /**
     * A coarse regular expression for the whole value, empty where there is none: it accepts all that the reader
     * accepts, and no look-around or back reference is in it, since platforms check it with RE2.
     */
    public String pattern() {
        return pattern;
    }

    /** Whether more than one value may be given. */
    public boolean many() {
        return this == LIST || this == COMMAND || this == OUTPUTS;
    }
}
