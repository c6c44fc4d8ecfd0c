package dev.machineid.docs;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds what is wrong in one file of the manual; every problem is one line. */
final class ManualCheck {
    private static final Set<String> YAML = Set.of("yaml", "yml");
    private static final Set<String> SHELL = Set.of("sh", "bash", "shell", "console");
    private static final Pattern OUTSIDE = Pattern.compile("[a-z][a-z0-9+.-]*:.*|//.*");
    private static final Pattern CODE = Pattern.compile("`(?:--)?([a-z][A-Za-z_-]*)(?:[=: ][^`]*)?`");
    private static final Pattern OPTION = Pattern.compile("\\b[Oo]ptions? (`[^`]+`(?:(?:,? and |,? or |, )`[^`]+`)*)");

    private final Path root;
    private final Path file;
    private final Markdown text;

    ManualCheck(Path root, Path file) {
        this.root = root;
        this.file = root.resolve(file);
        this.text = Markdown.parse(Tree.read(this.file));
    }

    /** Relative links that lead to no file, out of the tree, or to no heading. */
    List<String> links() {
        List<String> problems = new ArrayList<>();
        for (String link : text.links()) {
            if (!OUTSIDE.matcher(link).matches()) {
                link(link, problems);
            }
        }
        return problems;
    }

    private void link(String link, List<String> problems) {
        int hash = link.indexOf('#');
        String path = URLDecoder.decode(hash < 0 ? link : link.substring(0, hash), StandardCharsets.UTF_8);
        Path target = path.isEmpty()
                ? file
                : (path.startsWith("/") ? root.resolve(path.substring(1)) : file.resolveSibling(path)).normalize();
        if (!target.startsWith(root) || !Files.exists(target)) {
            problems.add("link to no file: " + link);
        } else if (hash >= 0
                && target.toString().endsWith(".md")
                && !Markdown.parse(Tree.read(target)).anchors().contains(link.substring(hash + 1))) {
            problems.add("link to no heading: " + link);
        }
    }

    /** YAML that does not parse; tags, such as GitLab's, may be any. */
    List<String> yaml() {
        List<String> problems = new ArrayList<>();
        for (Markdown.Fence fence : text.fences()) {
            if (YAML.contains(fence.language())) {
                try {
                    new Compose(LoadSettings.builder().build())
                            .composeAllFromString(fence.text())
                            .forEach(node -> {});
                } catch (YamlEngineException broken) {
                    problems.add("yaml at line " + fence.line() + ": " + broken.getMessage());
                }
            }
        }
        return problems;
    }

    /** Calls of the program with verbs or options it does not have. */
    List<String> commands() {
        List<String> problems = new ArrayList<>();
        for (Markdown.Fence fence : text.fences()) {
            if (SHELL.contains(fence.language())) {
                CommandLines.problems(fence.text())
                        .forEach(problem -> problems.add("block at line " + fence.line() + ": " + problem));
            }
        }
        return problems;
    }

    /** Names in backticks behind the word option that no option has. */
    List<String> options() {
        List<String> problems = new ArrayList<>();
        Matcher hit = OPTION.matcher(String.join(" ", text.prose()).replaceAll("\\s+", " "));
        while (hit.find()) {
            CODE.matcher(hit.group(1))
                    .results()
                    .map(code -> code.group(1))
                    .filter(name -> !CommandLines.exists(name))
                    .forEach(name -> problems.add("no such option: " + name));
        }
        return problems;
    }
}
