package dev.machineid.action.toolkit;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The step's environment: on Windows the names have no letter case, so all of them are kept in capitals there. */
public final class StepVariables {
    /** What the toolkit needs to know; everything else in a job's environment is none of its business. */
    private static final Pattern FOR_TOOLKIT =
            Pattern.compile("(?i)(INPUT|STATE|GITHUB|RUNNER|ACTIONS)_.*|PATH|(HTTPS?|NO)_PROXY");

    private final Map<String, String> variables;
    private final boolean windows;

    private StepVariables(Map<String, String> variables, boolean windows) {
        this.variables = variables;
        this.windows = windows;
    }

    /** A copy of the variables. */
    public static StepVariables of(Map<String, String> variables, boolean windows) {
        Map<String, String> copy = new TreeMap<>();
        variables.forEach((name, value) -> copy.put(windows ? name.toUpperCase(Locale.ROOT) : name, value));
        return new StepVariables(Collections.unmodifiableMap(copy), windows);
    }

    public Map<String, String> all() {
        return variables;
    }

    /** Whether this is Windows. */
    public boolean windows() {
        return windows;
    }

    /** The value, empty where the variable is not set. */
    public String get(String name) {
        return variables.getOrDefault(windows ? name.toUpperCase(Locale.ROOT) : name, "");
    }

    /** The value where the variable is set and not empty. */
    public Optional<String> find(String name) {
        return Optional.of(get(name)).filter(value -> !value.isEmpty());
    }

    /** The runner's variable of an input. */
    static String inputName(String input) {
        return "INPUT_" + input.replace(' ', '_').toUpperCase(Locale.ROOT);
    }

    /** Those that the toolkit may see. */
    Map<String, String> forToolkit() {
        Map<String, String> some = new TreeMap<>(variables);
        some.keySet().removeIf(name -> !FOR_TOOLKIT.matcher(name).matches());
        return some;
    }
}
