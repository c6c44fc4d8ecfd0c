package dev.machineid.circleci.pack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML into maps, lists, texts, numbers and booleans, as CircleCI does: yes, no, on and off are booleans too. */
public final class Yaml {
    private static final Set<String> TRUE = Set.of("yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("no", "No", "NO", "off", "Off", "OFF");

    private Yaml() {}

    /**
     * The map that a file holds.
     *
     * @throws IllegalArgumentException if its root is something else
     */
    public static Map<String, Object> map(String text) {
        Node root = new Compose(LoadSettings.builder().build())
                .composeString(text)
                .orElseThrow(() -> new IllegalArgumentException("the YAML is empty"));
        return map(value(root));
    }

    /** A value that must be a map. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(@Nullable Object value) {
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException("expected a map, got " + value);
        }
        return (Map<String, Object>) value;
    }

    /** A value that must be a list. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(@Nullable Object value) {
        if (!(value instanceof List)) {
            throw new IllegalArgumentException("expected a list, got " + value);
        }
        return (List<Object>) value;
    }

    private static Object value(Node node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = ((ScalarNode) tuple.getKeyNode()).getValue();
                if (map.put(key, value(tuple.getValueNode())) != null) {
                    throw new IllegalArgumentException("the key " + key + " stands twice");
                }
            }
            return map;
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(entry -> list.add(value(entry)));
            return list;
        }
        return scalar((ScalarNode) node);
    }

    private static Object scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getScalarStyle() != ScalarStyle.PLAIN) {
            return text;
        }
        if (node.getTag().equals(Tag.INT)) {
            return Long.valueOf(text);
        }
        if (node.getTag().equals(Tag.FLOAT)) {
            return Double.valueOf(text);
        }
        if (node.getTag().equals(Tag.NULL)) {
            return "";
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        return TRUE.contains(text) ? (Object) true : FALSE.contains(text) ? (Object) false : text;
    }
}
