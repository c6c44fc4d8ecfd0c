package dev.machineid.circleci.review;

import dev.machineid.circleci.pack.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The review of orb-tools over an orb's sources, rules RC001 to RC012 but RC006 and RC007, which ask whether addresses
 * answer. Every finding begins with its rule.
 */
public final class Review {
    private static final int SHORTEST_DESCRIPTION = 64;
    private static final int LONGEST_COMMAND = 64;
    private static final Pattern INCLUDE = Pattern.compile("<<\\s*include\\(");
    private static final Pattern RELEASE = Pattern.compile("v([0-9]+)\\.[0-9]+\\.[0-9]+");

    private final Path source;
    private final String name;
    private final String tag;
    private final List<String> findings = new ArrayList<>();

    private Review(Path source, String name, String tag) {
        this.source = source;
        this.name = name;
        this.tag = tag;
    }

    /**
     * What is wrong with the orb.
     *
     * @param name what the examples call the orb
     * @param tag the tag of the release, which RC011 compares the examples with
     */
    public static List<String> of(Path source, String name, String tag) throws IOException {
        Review review = new Review(source, name, tag);
        review.root();
        review.examples();
        for (String kind : List.of("jobs", "commands", "executors", "examples")) {
            for (Map.Entry<String, Map<String, Object>> component :
                    review.components(kind).entrySet()) {
                review.component(kind, component.getKey(), component.getValue());
            }
        }
        return List.copyOf(review.findings);
    }

    private void root() throws IOException {
        Map<String, Object> root = Yaml.map(Files.readString(source.resolve("@orb.yml")));
        Map<String, Object> display = Yaml.map(root.getOrDefault("display", Map.of()));
        if (text(display, "source_url").isEmpty()) {
            found("RC001", "@orb.yml", "has no source_url");
        }
        if (text(root, "description").length() < SHORTEST_DESCRIPTION) {
            found("RC005", "@orb.yml", "has a short description");
        }
    }

    private void examples() throws IOException {
        Map<String, Map<String, Object>> examples = components("examples");
        if (examples.isEmpty()) {
            found("RC003", "examples", "there is none");
        }
        examples.forEach((file, example) -> {
            if (file.contains("example")) {
                found("RC004", file, "should say what it shows");
            }
            var release = RELEASE.matcher(tag);
            Map<String, Object> usage = Yaml.map(example.getOrDefault("usage", Map.of()));
            String used = text(Yaml.map(usage.getOrDefault("orbs", Map.of())), name);
            String major = used.substring(used.indexOf('@') + 1).split("\\.", 2)[0];
            if (release.matches() && !major.equals(release.group(1))) {
                found("RC011", file, "shows version " + major + " of the orb");
            }
        });
    }

    private void component(String kind, String file, Map<String, Object> component) {
        if (text(component, "description").isBlank()) {
            found("RC002", kind + "/" + file, "has no description");
        }
        if (kind.equals("examples")) {
            return;
        }
        Map<String, Object> parameters = Yaml.map(component.getOrDefault("parameters", Map.of()));
        Stream.concat(Stream.of(file), parameters.keySet().stream())
                .filter(word -> word.contains("-"))
                .forEach(word -> found("RC010", kind + "/" + file, word + " is not in snake_case"));
        parameters.forEach((parameter, declaration) -> {
            String preset = text(Yaml.map(declaration), "default");
            if (preset.contains("$") && !preset.endsWith("$") && usedAsKey(component, parameter)) {
                found("RC012", kind + "/" + file, parameter + " has a variable as its default and is used for a key");
            }
        });
        if (!kind.equals("executors")) {
            runs(component, kind + "/" + file);
        }
    }

    private static boolean usedAsKey(Object node, String parameter) {
        if (node instanceof Map<?, ?> map) {
            return Yaml.map(map).entrySet().stream()
                    .anyMatch(entry -> (entry.getKey().endsWith("key")
                                    && entry.getValue() instanceof String text
                                    && text.contains(parameter))
                            || usedAsKey(entry.getValue(), parameter));
        }
        return node instanceof List<?> list && list.stream().anyMatch(entry -> usedAsKey(entry, parameter));
    }

    private void runs(Object node, String place) {
        if (node instanceof List<?> list) {
            list.forEach(entry -> runs(entry, place));
        } else if (node instanceof Map<?, ?> map) {
            Yaml.map(map).forEach((key, value) -> {
                if (key.equals("run")) {
                    run(value, place);
                }
                runs(value, place);
            });
        }
    }

    private void run(Object run, String place) {
        if (!(run instanceof Map<?, ?> map)) {
            found("RC008", place, "has a step without a name");
            found("RC009", place, "has a step that is a text");
            return;
        }
        Map<String, Object> step = Yaml.map(map);
        String command = text(step, "command");
        if (text(step, "name").isEmpty()) {
            found("RC008", place, "has a step without a name");
        }
        if (command.length() > LONGEST_COMMAND && !INCLUDE.matcher(command).find()) {
            found("RC009", place, "has a long command that is not included from a file");
        }
    }

    private void found(String rule, String place, String what) {
        findings.add(rule + " " + place + " " + what);
    }

    private static String text(Map<String, Object> map, String key) {
        return String.valueOf(map.getOrDefault(key, ""));
    }

    private Map<String, Map<String, Object>> components(String kind) throws IOException {
        Map<String, Map<String, Object>> components = new LinkedHashMap<>();
        Path directory = source.resolve(kind);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".yml"))
                        .sorted()
                        .toList()) {
                    components.put(
                            String.valueOf(file.getFileName()).replaceFirst("\\.yml$", ""),
                            Yaml.map(Files.readString(file)));
                }
            }
        }
        return components;
    }
}
