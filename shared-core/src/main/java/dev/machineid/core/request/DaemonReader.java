package dev.machineid.core.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Takes a daemon's own words out of the YAML and leaves the others to the reader of every configuration. */
final class DaemonReader {
    private static final String LISTEN = "listen";
    private static final String DESTINATIONS = "destinations";
    private static final String DEFAULT = "default";

    private final ConfigReader reader;

    DaemonReader(String label) {
        this.reader = new ConfigReader(label);
    }

    /** What holds at one level of the file: the catalogue's words and ours. */
    private record Level(RawOptions options, Map<String, List<String>> words) {
        Level over(Level lower) {
            Map<String, List<String>> merged = new HashMap<>(lower.words);
            merged.putAll(words);
            return new Level(options.over(lower.options), merged);
        }
    }

    DaemonFile read(String text) {
        Optional<Node> root = reader.compose(text);
        Map<String, Node> top = new LinkedHashMap<>(root.isEmpty() ? Map.of() : reader.entries(root.get(), "the file"));
        Optional<String> listen = Optional.ofNullable(top.remove(LISTEN))
                .filter(node -> !ConfigReader.isNull(node))
                .map(node -> reader.scalar(LISTEN, node));
        Node named = top.remove(ConfigReader.IDENTITIES);
        List<DaemonFile.Entry> entries = new ArrayList<>();
        if (named == null) {
            entries.addAll(destinations(DEFAULT, top, new Level(RawOptions.none(), Map.of())));
        } else {
            Level common = level(top);
            reader.entries(named, ConfigReader.IDENTITIES).forEach((name, node) -> {
                reader.checkName(name, node);
                Map<String, Node> own = ConfigReader.isNull(node) ? Map.of() : reader.entries(node, name);
                entries.addAll(destinations(name, own, common));
            });
            if (entries.isEmpty()) {
                reader.wrong(ConfigReader.IDENTITIES, named, "has no identity", "name at least one");
            }
        }
        reader.problems().throwIfAny();
        return new DaemonFile(listen, entries);
    }

    private List<DaemonFile.Entry> destinations(String identity, Map<String, Node> own, Level common) {
        Map<String, Node> words = new LinkedHashMap<>(own);
        Node list = words.remove(DESTINATIONS);
        Level level = level(words).over(common);
        if (list == null) {
            return List.of(entry(identity, level));
        }
        if (!(list instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            reader.wrong(DESTINATIONS, list, "is not a list of directories", "write - directory: PATH, one for each");
            return List.of();
        }
        return sequence.getValue().stream()
                .map(node -> entry(
                        identity, level(reader.entries(node, DESTINATIONS)).over(level)))
                .toList();
    }

    private static DaemonFile.Entry entry(String identity, Level level) {
        return new DaemonFile.Entry(identity, level.options(), level.words());
    }

    private Level level(Map<String, Node> entries) {
        Map<String, Node> known = new LinkedHashMap<>(entries);
        Map<String, List<String>> words = new HashMap<>();
        for (String word : DaemonFile.WORDS) {
            Node node = known.remove(word);
            if (node != null && !ConfigReader.isNull(node)) {
                words.put(
                        word,
                        node instanceof SequenceNode list
                                ? list.getValue().stream()
                                        .map(item -> ListText.quote(reader.scalar(word, item)))
                                        .toList()
                                : List.of(reader.scalar(word, node)));
            }
        }
        return new Level(reader.options(known), words);
    }
}
