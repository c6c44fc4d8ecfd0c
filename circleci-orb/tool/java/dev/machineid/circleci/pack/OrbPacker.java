package dev.machineid.circleci.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Packs an orb's source directory as {@code circleci orb pack} does: files at the root are merged, a directory is a section
 * whose files are its entries by name, and {@code << include(FILE) >>} in jobs, commands and executors is the file's text.
 */
public final class OrbPacker {
    private static final Pattern INCLUDE = Pattern.compile("<<\\s*include\\(([^)]+)\\)\\s*>>");
    private static final List<String> INCLUDING = List.of("jobs", "commands", "executors");

    private final Path source;
    private final UnaryOperator<String> included;

    /** @param included what becomes of an included file's text */
    public OrbPacker(Path source, UnaryOperator<String> included) {
        this.source = source;
        this.included = included;
    }

    /** The packed orb as CircleCI's program writes it. */
    public String text() throws IOException {
        return YamlText.of(pack());
    }

    /** The packed orb. */
    public Map<String, Object> pack() throws IOException {
        Map<String, Object> orb = new LinkedHashMap<>();
        for (Path entry : entries(source)) {
            String name = name(entry);
            if (Files.isDirectory(entry)) {
                Map<String, Object> section = section(entry);
                if (!section.isEmpty()) {
                    orb.put(name, INCLUDING.contains(name) ? Yaml.map(resolved(section)) : section);
                }
            } else if (isYaml(name)) {
                orb.putAll(Yaml.map(Files.readString(entry)));
            }
        }
        return orb;
    }

    private Map<String, Object> section(Path directory) throws IOException {
        Map<String, Object> section = new LinkedHashMap<>();
        for (Path entry : entries(directory)) {
            String name = name(entry);
            Map<String, Object> more = Map.of();
            if (Files.isDirectory(entry)) {
                more = section(entry);
            } else if (isYaml(name)) {
                more = Map.of(name.replaceFirst("\\.ya?ml$", ""), Yaml.map(Files.readString(entry)));
            }
            for (Map.Entry<String, Object> one : more.entrySet()) {
                if (section.put(one.getKey(), one.getValue()) != null) {
                    throw new IllegalArgumentException("two files define " + one.getKey());
                }
            }
        }
        return section;
    }

    private Object resolved(Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> resolved = new LinkedHashMap<>();
            for (Map.Entry<String, Object> entry : Yaml.map(map).entrySet()) {
                resolved.put(entry.getKey(), resolved(entry.getValue()));
            }
            return resolved;
        }
        if (value instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>();
            for (Object entry : list) {
                resolved.add(resolved(entry));
            }
            return resolved;
        }
        return value instanceof String text ? included(text) : value;
    }

    private String included(String text) throws IOException {
        Matcher directive = INCLUDE.matcher(text);
        StringBuilder all = new StringBuilder();
        while (directive.find()) {
            String file = Files.readString(source.resolve(directive.group(1).strip()));
            // What is included must not be read as parameters.
            directive.appendReplacement(
                    all, Matcher.quoteReplacement(included.apply(file).replace("<<", "\\<<")));
        }
        return directive.appendTail(all).toString();
    }

    private static boolean isYaml(String name) {
        return name.endsWith(".yml") || name.endsWith(".yaml");
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
