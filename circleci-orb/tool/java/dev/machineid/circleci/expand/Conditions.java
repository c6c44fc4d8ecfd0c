package dev.machineid.circleci.expand;

import dev.machineid.circleci.pack.Yaml;
import java.util.List;
import java.util.Map;

/** Logic statements of {@code when:} and {@code unless:}, whose references are replaced already. */
final class Conditions {
    private Conditions() {}

    static boolean holds(Object condition) {
        if (condition instanceof Map<?, ?> map && map.size() == 1) {
            Map.Entry<String, Object> only = Yaml.map(map).entrySet().iterator().next();
            return switch (only.getKey()) {
                case "not" -> !holds(only.getValue());
                case "and" -> Yaml.list(only.getValue()).stream().allMatch(Conditions::holds);
                case "or" -> Yaml.list(only.getValue()).stream().anyMatch(Conditions::holds);
                case "equal" -> Yaml.list(only.getValue()).stream().distinct().count() == 1;
                default -> throw new ConfigException("there is no condition " + only.getKey());
            };
        }
        if (condition instanceof Map || condition instanceof List) {
            throw new ConfigException("a condition is one statement or one value");
        }
        return !condition.equals(false) && !condition.equals("") && !condition.equals(0L);
    }
}
