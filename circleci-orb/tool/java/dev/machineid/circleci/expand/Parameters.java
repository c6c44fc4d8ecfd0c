package dev.machineid.circleci.expand;

import dev.machineid.circleci.pack.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of one invocation's parameters, checked against their declarations, and what texts become with them. */
final class Parameters {
    private static final Pattern REFERENCE =
            Pattern.compile("(?<!\\\\)<<\\s*(parameters|pipeline)\\.([A-Za-z0-9_.-]+)\\s*>>");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Steps that the invoker has unfolded already, in his own scope. */
    record Steps(List<RunStep> steps) {}

    private final Map<String, Object> values;

    private Parameters(Map<String, Object> values) {
        this.values = values;
    }

    /** Without any. */
    static Parameters none() {
        return new Parameters(Map.of());
    }

    /**
     * Binds what an invocation gives.
     *
     * @param what the command or job, for messages
     */
    static Parameters bind(String what, Map<String, Object> declared, Map<String, Object> given) {
        for (String name : given.keySet()) {
            if (!declared.containsKey(name)) {
                throw new ConfigException(what + ": unexpected argument " + name);
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        declared.forEach((name, node) -> {
            Map<String, Object> declaration = Yaml.map(node);
            Object preset = declaration.get("default");
            if (preset != null) {
                check(what + ": the default of " + name, declaration, preset);
            }
            Object value = given.containsKey(name) ? given.get(name) : preset;
            if (value == null) {
                throw new ConfigException(what + ": missing required argument " + name);
            }
            check(what + ": parameter " + name, declaration, value);
            values.put(name, value);
        });
        return new Parameters(values);
    }

    private static void check(String what, Map<String, Object> declaration, Object value) {
        String type = String.valueOf(declaration.get("type"));
        boolean good = switch (type) {
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Long;
            case "enum" -> Yaml.list(declaration.get("enum")).contains(value);
            case "executor" -> value instanceof String || value instanceof Map;
            case "steps" -> value instanceof List || value instanceof Steps;
            case "env_var_name" ->
                value instanceof String name && VARIABLE.matcher(name).matches();
            default -> throw new ConfigException(what + ": there is no type " + type);
        };
        if (!good) {
            throw new ConfigException(what + " is '" + value + "': expected type " + type
                    + (type.equals("enum") ? ", one of " + declaration.get("enum") : ""));
        }
    }

    /** The value with every reference in it replaced, however deep; a text that is nothing but one keeps the value's type. */
    Object apply(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> applied = new LinkedHashMap<>();
            Yaml.map(map).forEach((key, entry) -> applied.put(key, apply(entry)));
            return applied;
        }
        if (value instanceof List<?> list) {
            List<Object> applied = new ArrayList<>();
            list.forEach(entry -> applied.add(apply(entry)));
            return applied;
        }
        return value instanceof String text ? text(text) : value;
    }

    private Object text(String text) {
        Matcher reference = REFERENCE.matcher(text);
        if (reference.matches()) {
            return value(reference);
        }
        StringBuilder all = new StringBuilder();
        reference.reset();
        while (reference.find()) {
            reference.appendReplacement(all, Matcher.quoteReplacement(String.valueOf(value(reference))));
        }
        return reference.appendTail(all).toString().replace("\\<<", "<<");
    }

    private Object value(Matcher reference) {
        if (reference.group(1).equals("pipeline")) {
            return reference.group(2);
        }
        Object value = values.get(reference.group(2));
        if (value == null) {
            throw new ConfigException("unknown variable(s): parameters." + reference.group(2));
        }
        return value;
    }
}
