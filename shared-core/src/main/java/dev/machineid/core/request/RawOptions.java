package dev.machineid.core.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Unchecked option text by option name, each value with its source; immutable.
 *
 * <p>Layers are stacked with {@link #over}: what is given explicitly (command line, adapter input) wins over the
 * environment, the environment over the configuration file, the file over the adapter's defaults and those over the
 * catalogue's. A layer replaces a lower one option by option, lists as a whole. The short words {@code ssh},
 * {@code kubernetes}, {@code application} and {@code terraform} are options of their own, so they add to
 * {@code outputs} of any layer.
 *
 * <p>A blank value counts as not given, because that is how platforms hand over an input nobody filled in.
 */
public final class RawOptions {
    private static final RawOptions NONE = new RawOptions(Map.of());

    private final Map<String, List<RawValue>> values;

    private RawOptions(Map<String, List<RawValue>> values) {
        this.values = values;
    }

    /** No option at all. */
    public static RawOptions none() {
        return NONE;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads {@code MACHINE_ID_OPT_<NAME>} variables; other names, such as the {@code MACHINE_ID_<NAME>} that a login
     * exports, are never options.
     *
     * @throws dev.machineid.core.report.InvalidRequestException naming every {@code MACHINE_ID_OPT_} variable that is
     *     no option
     */
    public static RawOptions fromEnvironment(Map<String, String> environment) {
        Builder builder = builder();
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(OptionSpec.ENVIRONMENT_PREFIX)) {
                String word = variable.substring(OptionSpec.ENVIRONMENT_PREFIX.length());
                boolean wellFormed = word.equals(word.toUpperCase(Locale.ROOT)) && word.indexOf('-') < 0;
                String name = wellFormed ? word.toLowerCase(Locale.ROOT).replace('_', '-') : word;
                builder.put(name, text, Source.of(Source.Kind.ENVIRONMENT, variable));
            }
        });
        return builder.build();
    }

    /** These options, and from {@code lower} those that are not given here. */
    public RawOptions over(RawOptions lower) {
        Map<String, List<RawValue>> merged = new LinkedHashMap<>(lower.values);
        merged.putAll(values);
        return new RawOptions(Map.copyOf(merged));
    }

    /** The values of an option by its catalogue name, in the order given; empty where it was not given. */
    public List<RawValue> values(String name) {
        return values.getOrDefault(OptionCatalogue.get(name).name(), List.of());
    }

    /** Whether the option was given. */
    public boolean has(String name) {
        return !values(name).isEmpty();
    }

    /** The names and sources, without the values. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "RawOptions[", "]");
        new TreeMap<>(values)
                .forEach((name, list) -> text.add(name + " (" + list.get(0).source() + ")"));
        return text.toString();
    }

    /** Collects values; unknown words are reported together by {@link #build}. */
    public static final class Builder {
        private final Map<String, List<RawValue>> values = new LinkedHashMap<>();
        private final Problems problems = new Problems();

        private Builder() {}

        /** Adds a value; the word may be an alias; a blank text is ignored. */
        public Builder put(String word, String text, Source source) {
            OptionCatalogue.find(word)
                    .ifPresentOrElse(
                            spec -> add(spec, text, source), () -> problems.add(UnknownOption.problem(word, source)));
            return this;
        }

        /**
         * The options.
         *
         * @throws dev.machineid.core.report.InvalidRequestException naming every word that is no option
         */
        public RawOptions build() {
            problems.throwIfAny();
            Map<String, List<RawValue>> copy = new LinkedHashMap<>();
            values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
            return new RawOptions(Map.copyOf(copy));
        }

        private void add(OptionSpec spec, String text, Source source) {
            if (!text.isBlank()) {
                values.computeIfAbsent(spec.name(), name -> new ArrayList<>()).add(new RawValue(text, source));
            }
        }
    }
}
