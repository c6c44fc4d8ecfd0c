package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.SafeText;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML into raw options through the node tree: no object is ever constructed, scalars keep the text they were
 * written with ({@code token: 0123} stays {@code 0123}), and every node knows its line.
 */
final class ConfigReader {
    private static final int DEEPEST = 12;
    private static final int ALIASES = 20;
    private static final Pattern IDENTITY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z-]{0,31}");
    static final String IDENTITIES = "identities";

    private final String label;
    private final Problems problems = new Problems();

    ConfigReader(String label) {
        this.label = label;
    }

    Map<String, RawOptions> read(String text) {
        Optional<Node> root = compose(text);
        Map<String, Node> top = root.isEmpty() ? Map.of() : entries(root.get(), "the file");
        Map<String, RawOptions> identities = new LinkedHashMap<>();
        Map<String, Node> shared = new LinkedHashMap<>(top);
        Node named = shared.remove(IDENTITIES);
        RawOptions common = options(shared);
        if (named == null) {
            identities.put("", common);
        } else {
            entries(named, IDENTITIES).forEach((name, node) -> {
                checkName(name, node);
                identities.put(
                        name,
                        options(isNull(node) ? Map.of() : entries(node, name)).over(common));
            });
            if (identities.isEmpty()) {
                wrong(IDENTITIES, named, "has no identity", "name at least one, or write the options at the top");
            }
        }
        problems.throwIfAny();
        return Collections.unmodifiableMap(identities);
    }

    void checkName(String identity, Node node) {
        if (!IDENTITY.matcher(identity).matches()) {
            wrong(identity, node, "is not a name for an identity", "write letters, digits, '_' and '-'");
        }
    }

    Problems problems() {
        return problems;
    }

    Optional<Node> compose(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label)
                .setSchema(new CoreSchema()) // so that ~ and Null are no value
                .setCodePointLimit(ConfigFile.LARGEST)
                .setMaxAliasesForCollections(ALIASES)
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            checkDepth(settings, text);
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException notYaml) {
            String line = notYaml.getProblemMark().map(ConfigReader::line).orElse("");
            throw unreadable("is not YAML" + line + ": " + SafeText.line(String.valueOf(notYaml.getProblem()), 200));
        } catch (YamlEngineException notYaml) {
            throw unreadable("is not YAML: " + SafeText.line(String.valueOf(notYaml.getMessage()), 200));
        }
    }

    /** Composing recurses, parsing does not: the depth is checked before it can exhaust the stack. */
    private void checkDepth(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw unreadable("is nested too deeply"
                        + event.getStartMark().map(ConfigReader::line).orElse(""));
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    RawOptions options(Map<String, Node> entries) {
        RawOptions.Builder builder = RawOptions.builder();
        entries.forEach((word, node) -> {
            Source source = Source.of(Source.Kind.FILE, label + line(node));
            Optional<OptionSpec> spec = OptionCatalogue.find(word);
            if (spec.isEmpty()) {
                problems.add(UnknownOption.problem(word, source));
            } else if (spec.get().name().equals("config")) {
                wrong(word, node, "has no meaning inside the file", "leave it out");
            } else if (!isNull(node)) {
                values(spec.get(), node).forEach(value -> builder.put(word, value, source));
            }
        });
        return builder.build();
    }

    private List<String> values(OptionSpec spec, Node node) {
        if (node instanceof SequenceNode list && spec.type().many()) {
            return list.getValue().stream().map(item -> item(spec, item)).toList();
        }
        if (node instanceof MappingNode && spec.type() == OptionType.OUTPUTS) {
            return List.of(item(spec, node));
        }
        return List.of(scalar(spec.name(), node));
    }

    private String item(OptionSpec spec, Node node) {
        if (spec.type() != OptionType.OUTPUTS) {
            return ListText.quote(scalar(spec.name(), node));
        }
        return node instanceof MappingNode ? output(node) : scalar(spec.name(), node);
    }

    /** {@code {kind: database, name: pg, user: ci, database: app}}: {@code name} is the target's, as for every kind. */
    private String output(Node node) {
        Map<String, String> settings = new LinkedHashMap<>();
        entries(node, "outputs").forEach((key, value) -> settings.put(key, scalar(key, value)));
        if (!settings.keySet().stream().allMatch(key -> KEY.matcher(key).matches())) {
            wrong(
                    "outputs",
                    node,
                    "has an entry with a key that is no word",
                    "write kind:, name: and the kind's own keys");
            return "";
        }
        String kind = settings.remove("kind");
        String name = settings.remove("name");
        if (kind == null) {
            wrong("outputs", node, "has an entry without kind", "write kind: and name:, such as {kind: ssh}");
            return "";
        }
        StringBuilder text = new StringBuilder(ListText.quote(name == null ? kind : kind + ":" + name));
        settings.forEach((key, value) -> text.append(',')
                .append(key.equals("database") ? "name" : key)
                .append('=')
                .append(ListText.quote(value)));
        return text.toString();
    }

    String scalar(String word, Node node) {
        if (node instanceof ScalarNode scalar && !isNull(node)) {
            return scalar.getValue();
        }
        wrong(word, node, "is not one plain value", "write text, or a list where the option takes one");
        return "";
    }

    Map<String, Node> entries(Node node, String what) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            wrong(what, node, "is not a map of words", "write word: value, one a line");
            return entries;
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            String canonical = OptionCatalogue.find(key).map(OptionSpec::name).orElse(key);
            if (key.isEmpty()) {
                wrong(what, tuple.getKeyNode(), "has a key that is not a word", "write word: value, one a line");
            } else if (!seen.add(canonical)) {
                wrong(key, tuple.getKeyNode(), "is given twice", "keep one of them");
            } else {
                entries.put(key, tuple.getValueNode());
            }
        }
        return entries;
    }

    void wrong(String word, Node node, String what, String fix) {
        problems.add(
                ErrorCode.INVALID_VALUE,
                SafeText.line(word, SafeText.QUOTE_LIMIT),
                what + " (" + Source.of(Source.Kind.FILE, label + line(node)) + ")",
                fix);
    }

    private InvalidRequestException unreadable(String why) {
        return new InvalidRequestException(
                ErrorCode.CONFIG_UNREADABLE,
                "the configuration file " + SafeText.quote(label) + " " + why,
                "correct the file; every word is written as on the command line, without --");
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String line(Node node) {
        return node.getStartMark().map(ConfigReader::line).orElse("");
    }

    private static String line(Mark mark) {
        return ", line " + (mark.getLine() + 1);
    }
}
