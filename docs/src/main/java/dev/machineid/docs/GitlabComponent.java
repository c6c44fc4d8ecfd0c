package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The template of the GitLab component: a skeleton written by hand, with the catalogue's options as inputs and variables,
 * and the boot script and the login inlined, because GitLab publishes the template alone.
 *
 * <p>A line of the skeleton that holds nothing but {@code # @word@} is replaced, at its own indentation.
 */
final class GitlabComponent {
    private static final String VARIABLE = "MACHINE_ID_INPUT_";

    /** What the login script derives from each other, so that they are not handed over as they are. */
    private static final Set<String> DERIVED = Set.of("cluster-name", "audience", "directory");

    private final Path root;

    GitlabComponent(Path root) {
        this.root = root;
    }

    /** The template, by its path below the root. */
    Page page() throws IOException {
        List<String> skeleton = lines("gitlab-component/skeleton/machine-id.yml");
        List<OptionSpec> all = OptionCatalogue.of(Platform.GITLAB);
        List<OptionSpec> written = all.stream()
                .filter(spec -> !skeleton.contains("    " + spec.name() + ":"))
                .toList();
        List<String> script = new ArrayList<>(List.of("# Machine ID: this job logs in"));
        script.addAll(lines("command/boot/machine-id.sh").stream().skip(1).toList());
        script.addAll(replaced(
                lines("gitlab-component/skeleton/login.sh"),
                Map.of(
                        "arguments",
                        all.stream()
                                .filter(GitlabComponent::isPlain)
                                .map(GitlabComponent::argument)
                                .toList())));
        List<String> text = replaced(
                skeleton,
                Map.of(
                        "inputs",
                                GitlabForm.inputs(written).stream()
                                        .map(line -> line.substring(4))
                                        .toList(),
                        "variables", variables(all),
                        "login", script,
                        "logout", lines("gitlab-component/skeleton/logout.sh")));
        return new Page(
                "gitlab-component/templates/machine-id.yml", "# " + Page.NOTE + "\n" + String.join("\n", text) + "\n");
    }

    private static boolean isPlain(OptionSpec spec) {
        return !DERIVED.contains(spec.name());
    }

    private static List<String> variables(List<OptionSpec> specs) {
        List<String> lines = new ArrayList<>();
        specs.forEach(spec -> lines.add(variable(spec) + ": \"$[[ inputs." + spec.name() + " ]]\""));
        lines.add(VARIABLE + "DOWNLOAD_BASE: \"$[[ inputs.download-base ]]\"");
        return lines;
    }

    /** Hands over what differs from the form's default, so that the environment and a configuration file still count. */
    private static String argument(OptionSpec spec) {
        String variable = variable(spec);
        String preset = Wording.formDefault(spec, Platform.GITLAB);
        return "[ -z \"${" + variable + "-}\" ] || "
                + (preset.isEmpty() ? "" : "[ \"$" + variable + "\" = " + preset + " ] || ")
                + "set -- \"$@\" \"" + spec.flag() + "=$" + variable + "\"";
    }

    private static String variable(OptionSpec spec) {
        return VARIABLE + spec.environmentName().substring(OptionSpec.ENVIRONMENT_PREFIX.length());
    }

    private static List<String> replaced(List<String> lines, Map<String, List<String>> blocks) {
        List<String> text = new ArrayList<>();
        for (String line : lines) {
            String word = line.strip().replaceAll("^# @([a-z]+)@$", "$1");
            List<String> block = word.equals(line.strip()) ? null : blocks.get(word);
            if (block == null) {
                text.add(line);
                continue;
            }
            String indent = line.substring(0, line.indexOf('#'));
            block.forEach(inner -> text.add(inner.isEmpty() ? "" : indent + inner));
        }
        return text;
    }

    private List<String> lines(String path) throws IOException {
        return Files.readAllLines(root.resolve(path));
    }
}
