package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.List;

/**
 * The {@code spec: inputs} of the component.
 *
 * <p>Lists are texts too: an array put into a variable becomes JSON, which no list of the catalogue is. A pattern lets a
 * reference to a CI/CD variable pass, except where the name of a variable is asked for; the core checks what it holds.
 */
final class GitlabForm {
    /** The note, {@code spec:} and {@code inputs:}. */
    private static final int HEAD = 3;

    private static final String VARIABLE = "\\$[A-Za-z_][A-Za-z0-9_]*";

    private GitlabForm() {}

    static Page page() {
        return yaml(OptionCatalogue.of(Platform.GITLAB)).page("gitlab-inputs.yml");
    }

    /** The lines of these options' inputs. */
    static List<String> inputs(List<OptionSpec> specs) {
        return yaml(specs).page("inputs.yml").text().lines().skip(HEAD).toList();
    }

    private static Yaml yaml(List<OptionSpec> specs) {
        Yaml yaml = new Yaml().open(0, "spec").open(1, "inputs");
        for (OptionSpec spec : specs) {
            yaml.open(2, Casing.name(spec, Platform.GITLAB));
            boolean flag = spec.type() == OptionType.FLAG;
            yaml.plain(3, "type", flag ? "boolean" : "string")
                    .text(3, "description", Wording.description(spec, Platform.GITLAB));
            String preset = Wording.formDefault(spec, Platform.GITLAB);
            if (flag) {
                yaml.plain(3, "default", preset);
                continue;
            }
            yaml.text(3, "default", preset);
            if (!spec.values().isEmpty()) {
                yaml.texts(3, "options", spec.values());
            } else if (!spec.type().pattern().isEmpty()) {
                yaml.text(3, "regex", regex(spec.type()));
            }
        }
        return yaml;
    }

    /** GitLab checks the default too, so that empty must pass. */
    private static String regex(OptionType type) {
        String reference = type == OptionType.ENV_NAME ? "" : "|" + VARIABLE;
        return "^(" + type.pattern() + reference + ")?$";
    }
}
