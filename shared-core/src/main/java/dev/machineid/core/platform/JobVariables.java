package dev.machineid.core.platform;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The job's environment, injected; a variable that is empty or blank counts as not set. Never printed. */
public final class JobVariables {
    private final Map<String, String> variables;

    public JobVariables(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The value as it stands, if it is not blank. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** Whether the variable is set and not blank. */
    public boolean has(String name) {
        return get(name).isPresent();
    }

    /** Whether the variable says {@code true}, in any letter case. */
    public boolean isTrue(String name) {
        return get(name).filter(value -> value.strip().equalsIgnoreCase("true")).isPresent();
    }

    /** The names, in order, of the variables that begin so and are not blank. */
    List<String> namesFrom(String prefix) {
        return variables.keySet().stream()
                .filter(name -> name.startsWith(prefix) && has(name))
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        return "JobVariables[" + variables.size() + "]";
    }
}
