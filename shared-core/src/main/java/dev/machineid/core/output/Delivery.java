package dev.machineid.core.output;

import dev.machineid.core.secret.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything a job gets, as a plain value.
 *
 * @param files content by path relative to the generation, names with slashes between; public content is wrapped too,
 *     because all files are written alike
 * @param environment variables by name; paths and names, never a secret
 * @param masks values that must not appear in a log, one line each
 * @param warnings what the user should know, one sentence each
 */
public record Delivery(
        Map<String, Secret> files, Map<String, String> environment, List<Secret> masks, List<String> warnings) {
    public Delivery {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        masks = List.copyOf(masks);
        warnings = List.copyOf(warnings);
    }

    /** Both together; a file or variable that both have must be the same in both. */
    public Delivery and(Delivery other) {
        return new Delivery(
                union(files, other.files),
                union(environment, other.environment),
                Stream.concat(masks.stream(), other.masks.stream()).distinct().toList(),
                Stream.concat(warnings.stream(), other.warnings.stream())
                        .distinct()
                        .toList());
    }

    private static <V> Map<String, V> union(Map<String, V> first, Map<String, V> second) {
        Map<String, V> all = new LinkedHashMap<>(first);
        second.forEach((name, value) -> {
            V previous = all.putIfAbsent(name, value);
            if (previous != null && !previous.equals(value)) {
                throw new IllegalArgumentException("two outputs disagree on " + name);
            }
        });
        return all;
    }
}
