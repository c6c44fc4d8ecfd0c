package dev.machineid.core.rules;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The content of a resource, before it is written as YAML or HCL. */
sealed interface Tree {
    /** Text from anywhere; the writers quote it. */
    record Text(String value) implements Tree {}

    /** True or false. */
    record Flag(boolean value) implements Tree {}

    /** A list. */
    record Items(List<Tree> values) implements Tree {
        public Items {
            values = List.copyOf(values);
        }

        boolean flat() {
            return values.stream().allMatch(value -> value instanceof Text);
        }
    }

    /** A map in the order it was filled; keys may be from anywhere too. */
    final class Fields implements Tree {
        private final Map<String, Tree> values = new LinkedHashMap<>();

        Fields put(String name, Tree value) {
            values.put(name, value);
            return this;
        }

        Fields put(String name, String value) {
            return put(name, new Text(value));
        }

        Fields put(String name, Optional<String> value) {
            value.ifPresent(text -> put(name, text));
            return this;
        }

        Map<String, Tree> values() {
            return values;
        }
    }

    static Fields fields() {
        return new Fields();
    }

    static Items texts(Collection<String> values) {
        return new Items(values.stream().<Tree>map(Text::new).toList());
    }

    static Items items(Tree... values) {
        return new Items(List.of(values));
    }
}
