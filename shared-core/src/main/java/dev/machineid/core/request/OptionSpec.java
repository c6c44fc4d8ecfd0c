package dev.machineid.core.request;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One option word: its kebab-case name, other accepted names, form, default, and one line of help.
 *
 * <p>An empty {@code defaultValue} means there is none; {@code trueOn} are the places where a flag is on unless said.
 * No option ever takes a secret by value.
 */
public record OptionSpec(
        String name,
        List<String> aliases,
        OptionType type,
        String defaultValue,
        boolean required,
        Set<Platform> platforms,
        Set<Platform> trueOn,
        String help,
        String example) {
    /** What the variables begin with that give an option; what we export begins with {@code MACHINE_ID_} only. */
    public static final String ENVIRONMENT_PREFIX = "MACHINE_ID_OPT_";

    private static final Pattern KEBAB = Pattern.compile("[a-z]+(-[a-z]+)*");

    public OptionSpec {
        aliases = List.copyOf(aliases);
        platforms = Set.copyOf(platforms);
        trueOn = Set.copyOf(trueOn);
        if (!KEBAB.matcher(name).matches() || platforms.isEmpty() || help.isBlank() || example.isBlank()) {
            throw new IllegalArgumentException("incomplete option " + name);
        }
        if (required && !defaultValue.isEmpty()) {
            throw new IllegalArgumentException("a required option has no default: " + name);
        }
        if (!trueOn.isEmpty() && (type != OptionType.FLAG || !platforms.containsAll(trueOn))) {
            throw new IllegalArgumentException("only a flag is true by default, where it exists: " + name);
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

    /** The default in that place, empty for none. */
    public String defaultOn(Platform platform) {
        return trueOn.contains(platform) ? "true" : defaultValue;
    }

    /** All the values there are, where they can be counted, else none. */
    public List<String> values() {
        return switch (type) {
            case FLAG -> List.of("true", "false");
            case JOIN_METHOD -> JoinMethod.names();
            default -> List.of();
        };
    }

    OptionSpec alias(String other) {
        return new OptionSpec(name, List.of(other), type, defaultValue, required, platforms, trueOn, help, example);
    }

    OptionSpec asRequired() {
        return new OptionSpec(name, aliases, type, defaultValue, true, platforms, trueOn, help, example);
    }

    OptionSpec on(Set<Platform> places) {
        return new OptionSpec(name, aliases, type, defaultValue, required, places, trueOn, help, example);
    }

    OptionSpec trueOn(Set<Platform> places) {
        return new OptionSpec(name, aliases, type, defaultValue, required, platforms, places, help, example);
    }
}
