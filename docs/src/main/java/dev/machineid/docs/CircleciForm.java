package dev.machineid.docs;

import dev.machineid.core.request.OptionCatalogue;
import dev.machineid.core.request.OptionSpec;
import dev.machineid.core.request.OptionType;
import dev.machineid.core.request.Platform;
import java.util.List;

/**
 * The {@code parameters} of the orb's commands and jobs.
 *
 * <p>The type {@code env_var_name} is not used: its default must be a variable's name, so that none of them could be
 * left out.
 */
final class CircleciForm {
    private CircleciForm() {}

    static Page page() {
        Yaml yaml = new Yaml().open(0, "parameters");
        for (OptionSpec spec : OptionCatalogue.of(Platform.CIRCLECI)) {
            parameter(yaml, 1, spec);
        }
        return yaml.page("circleci-parameters.yml");
    }

    /** The lines of one parameter, at the margin. */
    static List<String> parameter(OptionSpec spec) {
        Yaml yaml = new Yaml();
        parameter(yaml, 0, spec);
        return yaml.page("parameter.yml").text().lines().skip(1).toList();
    }

    private static void parameter(Yaml yaml, int level, OptionSpec spec) {
        yaml.open(level, Casing.name(spec, Platform.CIRCLECI));
        String preset = Wording.formDefault(spec, Platform.CIRCLECI);
        if (spec.type() == OptionType.FLAG) {
            yaml.plain(level + 1, "type", "boolean").plain(level + 1, "default", preset);
        } else if (!spec.values().isEmpty()) {
            yaml.plain(level + 1, "type", "enum")
                    .texts(level + 1, "enum", spec.values())
                    .text(level + 1, "default", preset);
        } else {
            yaml.plain(level + 1, "type", "string").text(level + 1, "default", preset);
        }
        yaml.text(level + 1, "description", Wording.description(spec, Platform.CIRCLECI));
    }
}
