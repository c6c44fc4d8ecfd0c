package dev.machineid.core.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Looks into a node tree without constructing objects; what is of another shape than expected is empty. */
final class YamlNodes {
    private YamlNodes() {}

    /** The entries of a map whose keys are text; of a key given twice the last. */
    static Map<String, Node> entries(Node node) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                text(tuple.getKeyNode()).ifPresent(key -> entries.put(key, tuple.getValueNode()));
            }
        }
        return entries;
    }

    static List<Node> items(Node node) {
        return node instanceof SequenceNode list ? list.getValue() : List.of();
    }

    /** The items that are text; a single text is a list of one. */
    static List<String> texts(Node node) {
        return text(node)
                .map(List::of)
                .orElseGet(() -> items(node).stream()
                        .flatMap(item -> text(item).stream())
                        .toList());
    }

    static Optional<String> text(Node node) {
        boolean plain = node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
        return plain ? Optional.of(((ScalarNode) node).getValue()).filter(text -> !text.isBlank()) : Optional.empty();
    }

    static Optional<String> text(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key)).flatMap(YamlNodes::text);
    }

    static Map<String, Node> map(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key)).map(YamlNodes::entries).orElse(Map.of());
    }

    static boolean isTrue(Map<String, Node> entries, String key) {
        return text(entries, key).filter("true"::equalsIgnoreCase).isPresent();
    }
}
