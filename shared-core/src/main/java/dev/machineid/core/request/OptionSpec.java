package dev.machineid.core.request;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One option word: its kebab-case name, other accepted names, form, default, and one line of help.
 *
 * <p>An empty {@code defaultValue} means there is none. No option ever takes a secret by value.
 */
public record OptionSpec(
        String name,
        List<String> aliases,
        OptionType type,
        String defaultValue,
        boolean required,
        Set<Platform> platforms,
        String help,
        String example) {
    /** What the variables begin with that give an option; what we export begins with {@code MACHINE_ID_} only. */
    public static final String ENVIRONMENT_PREFIX = "MACHINE_ID_OPT_";

    private static final Pattern KEBAB = Pattern.compile("[a-z]+(-[a-z]+)*");

    public OptionSpec {
        aliases = List.copyOf(aliases);
        platforms = Set.copyOf(platforms);
        if (!KEBAB.matcher(name).matches() || platforms.isEmpty() || help.isBlank() || example.isBlank()) {
            throw new IllegalArgumentException("incomplete option " + name);
        }
        if (required && !defaultValue.isEmpty()) {
            throw new IllegalArgumentException("a required option has no default: " + name);
        }
    }

    /** {@code join_method}: the orb's parameters. */
    public String snake() {
        return name.replace('-', '_');
    }

    /** {@code joinMethod}: Jenkins. */
    public String camel() {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("-", -1)) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }

    /** {@code MACHINE_ID_OPT_JOIN_METHOD}: the environment. */
    public String environmentName() {
        return ENVIRONMENT_PREFIX + snake().toUpperCase(Locale.ROOT);
    }

    /** {@code --join-method}: the command line. */
    public String flag() {
        return "--" + name;
    }

    OptionSpec alias(String other) {
        return new OptionSpec(name, List.of(other), type, defaultValue, required, platforms, help, example);
    }

    OptionSpec asRequired() {
        return new OptionSpec(name, aliases, type, defaultValue, true, platforms, help, example);
    }

    OptionSpec on(Set<Platform> places) {
        return new OptionSpec(name, aliases, type, defaultValue, required, places, help, example);
    }
}
