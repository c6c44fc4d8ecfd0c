package dev.machineid.spacelift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What Spacelift makes of {@code plugin.yaml}: files, hooks and variables of one context.
 *
 * @param files content by path below the workspace
 * @param hooks command lines by the hook's name
 * @param environment variables from the parameters' defaults
 */
record Manifest(Map<String, String> files, Map<String, List<String>> hooks, Map<String, String> environment) {
    private static final String WORKSPACE = "/mnt/workspace/";

    Manifest {
        files = Map.copyOf(files);
        hooks = Map.copyOf(hooks);
        environment = Map.copyOf(environment);
    }

    static Manifest read(Path file) throws IOException {
        Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        Map<?, ?> context = map(list(root.get("contexts")).get(0));
        Map<String, String> files = new LinkedHashMap<>();
        for (Object mounted : list(context.get("mounted_files"))) {
            String path = text(mounted, "path");
            if (!path.startsWith(WORKSPACE)) {
                throw new IOException("Spacelift mounts nothing outside the workspace: " + path);
            }
            files.put(path.substring(WORKSPACE.length()), text(mounted, "content"));
        }
        Map<String, List<String>> hooks = new LinkedHashMap<>();
        map(context.get("hooks"))
                .forEach((name, lines) -> hooks.put(
                        String.valueOf(name),
                        list(lines).stream().map(String::valueOf).toList()));
        Map<String, String> defaults = new LinkedHashMap<>();
        list(root.get("parameters")).forEach(entry -> defaults.put(text(entry, "id"), text(entry, "default")));
        Map<String, String> environment = new LinkedHashMap<>();
        for (Object variable : list(context.get("env"))) {
            environment.put(
                    text(variable, "key"),
                    Objects.requireNonNull(defaults.get(text(variable, "value_from_parameter"))));
        }
        return new Manifest(files, hooks, environment);
    }

    List<String> hook(String name) {
        return hooks.getOrDefault(name, List.of());
    }

    private static Map<?, ?> map(@Nullable Object node) {
        return (Map<?, ?>) Objects.requireNonNull(node);
    }

    private static List<?> list(@Nullable Object node) {
        return (List<?>) Objects.requireNonNull(node);
    }

    private static String text(@Nullable Object node, String key) {
        return String.valueOf(map(node).get(key));
    }
}
